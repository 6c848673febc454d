import { InboxOutlined } from '@ant-design/icons'
import { useId, useState } from 'react'
import { say } from '../say.ts'

interface UploadAreaProps {
  /** Endings that can be read, [".xlsx", ".csv"]: stated before anybody tries. */
  readonly types: readonly string[]
  readonly megabytes: number
  readonly onFile: (file: File) => void
}

/** Where a file is chosen or dropped. What cannot be read is refused at once, by name, with what to do. */
export function UploadArea({ types, megabytes, onFile }: UploadAreaProps) {
  const inputId = useId()
  const [over, setOver] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const take = (file: File | undefined) => {
    if (!file) return
    const problem = refusalOf(file, types, megabytes)
    setRefusal(problem)
    if (!problem) onFile(file)
  }
  return (
    <div
      className={over ? 'upload upload-over' : 'upload'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files[0])
      }}
    >
      <InboxOutlined className="upload-icon" aria-hidden="true" />
      <p>
        <label htmlFor={inputId}>{say('ui.upload.choose')}</label>
        <input
          id={inputId}
          className="unseen"
          type="file"
          accept={types.join(',')}
          onChange={({ target }) => {
            take(target.files?.[0])
            // The same file, mended, may be chosen again.
            target.value = ''
          }}
        />{' '}
        {say('ui.upload.drop')}
      </p>
      <p className="upload-limits">{say('ui.upload.limits', { types: types.join(' '), megabytes })}</p>
      {refusal && (
        <p role="alert" className="upload-refusal">
          {refusal}
        </p>
      )}
    </div>
  )
}

function refusalOf({ name, size }: File, types: readonly string[], limit: number): string | undefined {
  if (!types.some((type) => name.toLowerCase().endsWith(type)))
    return say('ui.upload.wrong_type', { name, types: types.join(' ') })
  if (size > limit * 1_000_000) return say('ui.upload.too_large', { name, megabytes: (size / 1_000_000).toFixed(1), limit })
  return undefined
}
