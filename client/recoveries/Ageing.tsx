import type { Money } from '@cofund/shared/kernel/money'
import { type AgeBucket, ageBuckets } from '@cofund/shared/recoveries/remittance'
import { say } from '../say.ts'
import { wholeAmount } from '../ui/amount.ts'
import { MoneyText } from '../ui/MoneyText.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'

export interface Aged {
  readonly age: AgeBucket
  readonly amount: Money
}

/** What is due by how late it is, as one bar; its amounts stand below it, so that nothing is told by colour alone. */
export function Ageing({ of: aged, onChoose }: { of: readonly Aged[]; onChoose: (age: AgeBucket) => void }) {
  const due = aged.filter(({ amount }) => amount.minor > 0n)
  return (
    <>
      <div className="ages" aria-hidden="true">
        {due.map(({ age, amount }) => (
          <span key={age} className={`age-${age}`} style={{ flexGrow: Number(amount.minor / 100n) + 1 }} title={wholeAmount(amount)} />
        ))}
      </div>
      <ul className="age-keys" aria-label={say('recoveries.ageing')}>
        {ageBuckets.flatMap((age) =>
          due
            .filter((each) => each.age === age)
            .map(({ amount }) => (
              <li key={age} className={`age-key age-${age}`}>
                <button type="button" className="link" onClick={() => onChoose(age)}>
                  {say(`recoveries.age.${age}`)}
                </button>{' '}
                <MoneyText of={amount} />
              </li>
            )),
        )}
      </ul>
    </>
  )
}

const tones: Readonly<Record<AgeBucket, Tone>> = {
  not_due: 'going',
  to_30: 'watch',
  to_90: 'risk',
  to_180: 'risk',
  over_180: 'risk',
  undated: 'quiet',
}

export const AgeTag = ({ of: age }: { of: AgeBucket | null }) =>
  age === null ? <StatusTag tone="ok">{say('recoveries.settled')}</StatusTag> : <StatusTag tone={tones[age]}>{say(`recoveries.age.${age}`)}</StatusTag>
