import type { AppRouter } from '@cofund/server/app'
import { type ClaimEventName, claimNumber } from '@cofund/shared/claims/claim'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api } from '../api.ts'
import { paths } from '../paths.ts'
import { say } from '../say.ts'
import { DayText } from '../ui/DayText.tsx'
import { Section } from '../ui/Page.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'
import { Codes } from './deficiencies.tsx'

type Notice = inferRouterOutputs<AppRouter>['claims']['notices'][number]

const tones: Partial<Record<ClaimEventName, Tone>> = { returned: 'watch', rejected: 'risk', deferred: 'watch', approved: 'ok', paid: 'ok' }

/** How many stand open before the rest is asked for. */
const shownAtOnce = 5

/** What a bank is told of its claims (通知), the newest first; nothing where nothing was ever told. */
export function Notices() {
  const { data: notices = [] } = useQuery(api.claims.notices.queryOptions())
  if (notices.length === 0) return null
  const [first, rest] = [notices.slice(0, shownAtOnce), notices.slice(shownAtOnce)]
  return (
    <Section title={say('claims.notices')}>
      <ul className="notices">
        {first.map((notice) => (
          <NoticeLine key={`${notice.claimId} ${notice.recordedAt}`} of={notice} />
        ))}
      </ul>
      {rest.length > 0 && (
        <details>
          <summary>{say('claims.notices.more', { count: rest.length })}</summary>
          <ul className="notices">
            {rest.map((notice) => (
              <NoticeLine key={`${notice.claimId} ${notice.recordedAt}`} of={notice} />
            ))}
          </ul>
        </details>
      )}
    </Section>
  )
}

const NoticeLine = ({ of: { claimId, number, noteNumber, event, codes, opinion, on } }: { of: Notice }) => (
  <li>
    <div className="notice-line">
      <DayText of={on} />
      <Link {...paths.claim(claimId)}>{claimNumber({ number })}</Link>
      {noteNumber && <span className="subject-note">{noteNumber}</span>}
      <StatusTag tone={tones[event] ?? 'going'}>{say(`claims.event.${event}`)}</StatusTag>
      {codes.length > 0 && <Codes of={codes} />}
    </div>
    {opinion && <blockquote>{opinion}</blockquote>}
  </li>
)
