import { type ReactNode, useEffect } from 'react'
import { say } from '../say.ts'
import { DemonstrationBadge } from '../ui/DemonstrationBadge.tsx'
import { Mark } from '../ui/Mark.tsx'
import { LanguageSwitch, ThemeSwitch } from '../ui/switches.tsx'

interface EntranceProps {
  readonly title: string
  readonly demonstration: boolean
  readonly children: ReactNode
}

/** The frame around whatever comes before the product opens: who we are, and one sheet to fill in. */
export function Entrance({ title, demonstration, children }: EntranceProps) {
  useEffect(() => {
    document.title = `${title} · ${say('app.name')}`
  })
  return (
    <div className="sign-in">
      <header className="sign-in-tools">
        {demonstration && <DemonstrationBadge />}
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main>
        <section className="sign-in-story">
          <Mark size={56} />
          <p className="sign-in-name">{say('app.name')}</p>
          <p className="sign-in-motto">{say('shell.motto')}</p>
          <dl className="promises">
            <Promise name={say('sign_in.promise.ledger')}>{say('sign_in.promise.ledger.what')}</Promise>
            <Promise name={say('sign_in.promise.clause')}>{say('sign_in.promise.clause.what')}</Promise>
            <Promise name={say('sign_in.promise.people')}>{say('sign_in.promise.people.what')}</Promise>
          </dl>
        </section>
        <section className="sign-in-sheet">
          <h1>{title}</h1>
          {children}
        </section>
      </main>
    </div>
  )
}

const Promise = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
