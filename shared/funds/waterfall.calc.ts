import { type Derivation } from '../kernel/derivation.ts'
import { fractionText } from '../kernel/fraction.ts'
import { money, toDecimal } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { derivationOfParty } from './waterfall-derivation.ts'
import type { TierPayment } from './waterfall-tier.ts'
import { type DistributionStatement, type PartyStatement, type WaterfallStatement, waterfall } from './waterfall.ts'
import { type WaterfallCase, flowsOfCase } from './waterfall.input.ts'
import type { WaterfallTerms } from './waterfall.terms.ts'

/**
 * Answers a `waterfall` case: what each party and each tier got, in all and by distribution, as decimal texts, with the derivation.
 * A split's weights stand beside its parts, so that anybody can split it again by largest remainder.
 */
export function calcWaterfall(input: WaterfallCase) {
  const flows = flowsOfCase(input)
  const statement = waterfall(
    input.terms,
    flows,
    input.as_of ?? lastDay([...flows.contributions, ...flows.distributions]),
    input.cites,
  )
  return tellStatement(input.terms, statement)
}

const lastDay = (flows: readonly { readonly date: PlainDate }[]): PlainDate =>
  flows.reduce<PlainDate>((latest, { date }) => (date > latest ? date : latest), '1000-01-01')

function tellStatement(terms: WaterfallTerms, statement: WaterfallStatement) {
  const tell = (minor: bigint): string => toDecimal(money(minor, terms.currency))
  const { clawback } = statement
  return {
    as_of: statement.asOf,
    currency: terms.currency,
    paid_in: tell(statement.paidIn),
    distributed: tell(statement.distributed),
    carry: tell(statement.carry),
    parties: statement.parties.map((party, index) => ({
      ...tellParty(party, tell),
      ...(fitsPage(terms, statement) ? { derivation: derivationOfParty(terms, statement, index) } : {}),
    })),
    tiers: terms.tiers.map(({ name }) => {
      const payments = statement.distributions.flatMap(({ tiers }) => tiers.filter(({ tier }) => tier === name))
      const [amount, gp] = [sumBy(payments, (payment) => payment.amount), sumBy(payments, (payment) => payment.gp)]
      return { tier: name, amount: tell(amount), gp: tell(gp), investors: tell(amount - gp) }
    }),
    distributions: statement.distributions.map((distribution) => tellDistribution(distribution, terms, tell)),
    clawback: clawback
      ? {
          entitled: tell(clawback.entitled),
          excess: tell(clawback.excess),
          returned: tell(clawback.returned),
          derivation: clawback.derivation,
        }
      : null,
    flows_after: statement.flowsAfter,
    derivation: statement.derivation satisfies Derivation,
  }
}

const tellParty = (party: PartyStatement, tell: (minor: bigint) => string) => ({
  party: party.party,
  class: party.class,
  paid_in: tell(party.paidIn),
  received: tell(party.received),
  carry: tell(party.carry),
  conceded: tell(party.conceded),
  tiers: Object.fromEntries(Object.entries(party.tiers).map(([tier, amount]) => [tier, tell(amount)])),
  unreturned_capital: tell(party.capital),
  accrued_preferred_return: tell(party.preferred),
})

function tellDistribution(
  { date, deal, amount, tiers, concessions }: DistributionStatement,
  { parties }: WaterfallTerms,
  tell: (minor: bigint) => string,
) {
  const byParty = (parts: readonly bigint[]) =>
    Object.fromEntries(parties.map(({ party }, index) => [party, tell(parts[index] ?? 0n)]))
  const tellTier = (payment: TierPayment) => ({
    tier: payment.tier,
    amount: tell(payment.amount),
    gp: tell(payment.gp),
    splits: payment.splits.map((split) => ({
      ...(split.deal === undefined ? {} : { deal: split.deal }),
      amount: tell(split.amount),
      rule: 'largest_remainder',
      weights: Object.fromEntries(
        parties.map(({ party }, index) => [party, split.weights[index] ? fractionText(split.weights[index]) : '0']),
      ),
      parts: byParty(split.parts),
    })),
  })
  return {
    date,
    ...(deal === undefined ? {} : { deal }),
    amount: tell(amount),
    tiers: tiers.map(tellTier),
    concessions: concessions.map(({ concession, amount: conceded, parts, derivation }) => ({
      concession,
      amount: tell(conceded),
      parts: byParty(parts),
      derivation,
    })),
  }
}

/** A party's own derivation names every other's weight in every split; with many parties it would drown the answer. */
const fitsPage = ({ parties }: WaterfallTerms, { distributions }: WaterfallStatement): boolean =>
  parties.length ** 2 * distributions.length <= 20_000

const sumBy = <Item>(items: readonly Item[], amountOf: (item: Item) => bigint): bigint =>
  items.reduce((sum, item) => sum + amountOf(item), 0n)
