import type { ReactNode } from 'react'

/** What is known of one thing, as a list of names and values. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>
}

/** `note` says what kind of figure it is (estimated, audited) or what it is compared with. */
export function Fact({ name, note, children }: { name: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        {children}
        {note && <span className="fact-note">{note}</span>}
      </dd>
    </div>
  )
}

/** The few figures that a page leads with, large. */
export function Headline({ children }: { children: ReactNode }) {
  return <dl className="headline">{children}</dl>
}
