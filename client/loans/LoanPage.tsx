import type { LoanId } from '@cofund/shared/loans/loan'
import { Link, getRouteApi } from '@tanstack/react-router'
import { Timeline } from 'antd'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { say, sayLabel } from '../say.ts'
import { DayText, MomentText, Unknown } from '../ui/DayText.tsx'
import { Fact, Facts, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { outcomeTones } from './LoansPage.tsx'

const loanOptions = (loanId: LoanId) => api.loan.get.queryOptions({ loanId })
export const loadLoanPage = (loanId: LoanId) => queryClient.fetchQuery(loanOptions(loanId))

const route = getRouteApi('/loans/$loanId')

/** One loan as its record has it, and where that record came from. */
export function LoanPage() {
  const { loanId } = route.useParams()
  const { loan, batch, acts } = useLoaded(loanOptions(loanId))
  return (
    <UnitOfView unit="one">
      <Page
        title={loan.borrowerName}
        about={`${say('loan.number')} ${loan.number}`}
        actions={<StatusTag tone={outcomeTones[loan.outcome]}>{say(`loan.outcome.${loan.outcome}`)}</StatusTag>}
      >
        <Headline>
          {(['approved', 'guaranteed', 'disbursed', 'chargedOff'] as const).map((name) => (
            <Fact key={name} name={say(name === 'chargedOff' ? 'loan.charged_off' : `loan.${name}`)}>
              <MoneyText of={loan[name]} />
            </Fact>
          ))}
        </Headline>
        {loan.warnings.length > 0 && (
          <Section title={say('loan.warnings')}>
            <ul>
              {loan.warnings.map((warning) => (
                <li key={warning}>
                  <StatusTag tone="watch">{say(`finding.${warning}`)}</StatusTag>
                </li>
              ))}
            </ul>
          </Section>
        )}
        <Facts>
          <Fact name={say('loan.lender')} note={loan.lender?.region ?? undefined}>
            {loan.lender ? (
              <Link {...paths.loans()} search={{ lenderId: loan.lender.id }}>
                {loan.lender.name}
              </Link>
            ) : (
              say('loan.no_lender')
            )}
          </Fact>
          <Fact name={say('loan.approved_on')}>
            <DayText of={loan.approvedOn} />
          </Fact>
          <Fact name={say('loan.disbursed_on')}>
            <DayText of={loan.disbursedOn} />
          </Fact>
          <Fact name={say('loan.charged_off_on')}>
            <DayText of={loan.chargedOffOn} />
          </Fact>
          <Fact name={say('loan.term_months')}>{loan.termMonths ?? <Unknown />}</Fact>
          <Fact name={say('loan.industry')}>{loan.industryCode ?? <Unknown />}</Fact>
          <Fact name={say('loan.region')}>{loan.region ?? <Unknown />}</Fact>
        </Facts>
        <Section title={say('loan.record')}>
          <Facts>
            <Fact name={say('loan.batch')} note={say('loan.line', { file: batch.document.name, line: loan.line })}>
              <Link {...paths.importBatch(batch.id)}>{batch.id}</Link>
            </Fact>
            <Fact name={say('import.hash')}>
              <code className="hash">{batch.document.hash}</code>
            </Fact>
          </Facts>
          <p className="page-about">{say('loan.key')}</p>
          <Timeline
            items={acts.map(({ id, act, by, at }) => ({
              key: id,
              content: (
                <>
                  {sayLabel(`act.${act}`)} · {by} · <MomentText of={at} />
                </>
              ),
            }))}
          />
        </Section>
      </Page>
    </UnitOfView>
  )
}
