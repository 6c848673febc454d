import { type ReactNode, useEffect } from 'react'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { say } from '../say.ts'
import { DayText } from './DayText.tsx'

interface PageProps {
  readonly title: string
  /** How many records the page is about. */
  readonly count?: number | undefined
  /** The day its figures hold for: a number without one is a bug. */
  readonly asOf?: PlainDate | undefined
  /** One line under the title: what this is, or whose. */
  readonly about?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** One page: its heading, then whatever it tells from top to bottom. */
export function Page({ title, count, asOf, about, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${say('app.name')}`
  }, [title])
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-title">
          <h1>{title}</h1>
          {count !== undefined && (
            <span className="page-count">{say('ui.records', { count: count.toLocaleString('en-US') })}</span>
          )}
          {asOf && (
            <span className="page-as-of">
              <AsOf day={asOf} />
            </span>
          )}
          {about && <p className="page-about">{about}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

/** "截至 2026-09-30". */
export function AsOf({ day }: { day: PlainDate }) {
  const [before = '', after = ''] = say('ui.as_of').split('{day}')
  return (
    <>
      {before}
      <DayText of={day} />
      {after}
    </>
  )
}

/** A titled part of a page. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="section" aria-label={title}>
      <header className="section-head">
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  )
}
