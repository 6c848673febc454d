import { type Derivation, minorOf } from '../kernel/derivation.ts'
import { type Money, money } from '../kernel/money.ts'
import { refuse } from '../refuse.ts'
import { type CitedScheme, mustBeRead, openCase } from './loss-case.ts'

/** Of a compensation that is expected: what is paid before the loss is final, and what is settled afterwards. */
export function advanceOf(
  cited: CitedScheme,
  expected: Money,
): { readonly advance: Money; readonly balance: Money; readonly derivation: Derivation } {
  mustBeRead(cited, 'advance')
  const { scheme } = cited
  const { amount, parameter, minor } = openCase(cited, { amounts: {}, used: {}, flags: {} })
  const { rate } = scheme.advance ?? refuse('compensation.no_advance', {})
  const whole = amount('loss.compensation', expected.minor)
  const exact = minor('advance.exact', 'product', [whole, parameter('scheme.advance_rate', rate, 'advance.rate')])
  const advance = minor('advance.amount', 'round:down', [exact])
  const balance = minor('advance.balance', 'remainder', [whole, advance])
  const derivation = minor('loss.compensation', 'sum', [advance, balance])
  return { advance: money(minorOf(advance), scheme.currency), balance: money(minorOf(balance), scheme.currency), derivation }
}
