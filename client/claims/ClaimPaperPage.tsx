import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons'
import type { ClaimId } from '@cofund/shared/claims/claim'
import type { ClaimFormName } from '@cofund/shared/claims/claim-pages.input'
import { Link, getRouteApi } from '@tanstack/react-router'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { Page } from '../ui/Page.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import './claims.css'
import { FormSheet } from './FormSheet.tsx'

interface Asked {
  readonly claimId: ClaimId
  readonly form: ClaimFormName
}

const paperOptions = (asked: Asked) => api.claims.paper.queryOptions({ ...asked, language: preferences().language })
export const loadClaimPaperPage = (asked: Asked) => queryClient.fetchQuery(paperOptions(asked))

const route = getRouteApi('/claims/$claimId/papers/$form')

/** A claim's form as it is printed, each figure opening into its step; the files are made of the same cells. */
export function ClaimPaperPage() {
  const asked = route.useParams()
  const form = useLoaded(paperOptions(asked))
  return (
    <UnitOfView unit="one">
      <Page
        title={say(form.template.title)}
        about={say('form.template', { code: form.template.code, version: form.template.version })}
        actions={
          <>
            <Link {...paths.claim(asked.claimId)}>{form.about}</Link>
            {(['pdf', 'xlsx'] as const).map((kind) => (
              <a key={kind} href={`/api/claims/${asked.claimId}/forms/${asked.form}.${kind}?language=${preferences().language}`} download>
                <DownloadOutlined aria-hidden="true" /> {say(`form.${kind}`)}
              </a>
            ))}
            <Button icon={<PrinterOutlined />} onPress={() => window.print()}>
              {say('claims.print')}
            </Button>
          </>
        }
      >
        <FormSheet of={form} />
      </Page>
    </UnitOfView>
  )
}
