import { DownloadOutlined } from '@ant-design/icons'
import { documentLimits } from '@cofund/shared/documents/document'
import { type ImportKindName, type ImportShape, importLimits } from '@cofund/shared/imports/import-shape'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Flex, Modal, Progress, Segmented } from 'antd'
import { useState } from 'react'
import { api, once } from '../api.ts'
import { paths } from '../paths.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { UploadArea } from '../ui/UploadArea.tsx'
import { problemOf } from '../ui/problem.ts'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import { uploadFile } from './upload.ts'

interface ImportDialogProps {
  readonly kinds: readonly ImportShape[]
  readonly onClose: () => void
}

/** What to import, the form for it, and where the file goes in. Once it is here its own page shows the check. */
export function ImportDialog({ kinds, onClose }: ImportDialogProps) {
  const navigate = useNavigate()
  const [kind, setKind] = useState<ImportKindName>(kinds[0]?.kind ?? 'loans')
  const [share, setShare] = useState(0)
  const [key] = useState(() => crypto.randomUUID())
  const start = useMutation(api.import.start.mutationOptions({ trpc: once(key), meta: { shownByPage: true } }))
  const send = useMutation({
    meta: { shownByPage: true },
    mutationFn: async (file: File) => {
      const { hash } = await uploadFile(file, setShare)
      return start.mutateAsync({ kind, documentHash: hash })
    },
    onSuccess: ({ batchId }) => void navigate(paths.importBatch(batchId)),
  })
  const shape = kinds.find((known) => known.kind === kind)
  const language = preferences().language
  return (
    <Modal open title={say('import.new')} onCancel={onClose} footer={null} width={640} destroyOnHidden>
      <Flex vertical gap="middle">
        {kinds.length > 1 && (
          <Segmented
            aria-label={say('import.new.kind')}
            value={kind}
            options={kinds.map((known) => ({ value: known.kind, label: say(`import.kind.${known.kind}`) }))}
            onChange={setKind}
          />
        )}
        <p>
          <a href={`/api/imports/templates/${kind}?language=${language}`} download>
            <DownloadOutlined aria-hidden="true" /> {say('import.template.get')}
          </a>
          <br />
          <span className="page-about">
            {say('import.template.why', { mappings: (shape?.mappings ?? []).map(({ title }) => title[language]).join(language === 'zh' ? '、' : ', ') })}
          </span>
        </p>
        {send.isPending ? (
          <div role="status">
            <p>{say('import.uploading', { name: send.variables.name })}</p>
            <Progress percent={Math.round(share * 100)} aria-label={say('import.uploading', { name: send.variables.name })} />
          </div>
        ) : (
          <UploadArea types={['.csv', '.gz', '.xlsx', ...(shape?.xml ? ['.xml'] : [])]} megabytes={documentLimits.bytes / 2 ** 20} onFile={(file) => send.mutate(file)} />
        )}
        <p className="page-about">
          {say('import.limits', {
            csvRows: importLimits.csvRows.toLocaleString('en'),
            xlsxRows: importLimits.xlsxRows.toLocaleString('en'),
            xlsxMiB: importLimits.xlsxBytes / 2 ** 20,
          })}
          {shape?.xml && say('import.limits.xml', { xmlMiB: importLimits.xmlBytes / 2 ** 20 })}
        </p>
        {send.error && <ErrorNotice of={send.error} />}
        {send.error && <EarlierBatch of={send.error} />}
      </Flex>
    </Modal>
  )
}

/** The batch that a refusal names: the file is there already. */
function EarlierBatch({ of: error }: { of: unknown }) {
  const problem = problemOf(error)
  const batchId = problem.kind === 'refused' && problem.code === 'import.file_already_imported' ? problem.facts['batchId'] : undefined
  return typeof batchId === 'string' ? <Link {...paths.importBatch(batchId as ImportBatchId)}>{say('import.batch')}</Link> : null
}
