import { readAmount } from '@cofund/shared/kernel/amount-text'
import { fraction, over } from '@cofund/shared/kernel/fraction'
import { type Currency, type Money, toDecimal } from '@cofund/shared/kernel/money'
import type { Share } from '@cofund/shared/policies/loss-sharing'
import type { PolicyVersion } from '@cofund/shared/policies/policy'
import { useQuery } from '@tanstack/react-query'
import { Col, Form, Input, Radio, Row, Select } from 'antd'
import { useState } from 'react'
import { api } from '../api.ts'
import { say, sayLabel } from '../say.ts'
import { unitName } from '../ui/amount.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DerivationTree } from '../ui/DerivationTree.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Section } from '../ui/Page.tsx'

interface TriedCase {
  readonly amounts?: Readonly<Record<string, string | undefined>>
  readonly used?: Readonly<Record<string, string | undefined>>
  readonly flags?: Readonly<Record<string, boolean | undefined>>
  readonly product?: string
}

/** A loss of the reader's own, shared by this version: what is left empty is unknown, and asked for only where it matters. */
export function TryScheme({ version, currency }: { version: PolicyVersion; currency: Currency }) {
  const questions = useQuery(
    api.policies.questions.queryOptions({ versionId: version.id }, { throwOnError: false, retry: false }),
  )
  const [stated, setStated] = useState<Record<string, unknown>>()
  const answer = useQuery(
    api.policies.evaluate.queryOptions(
      { versionId: version.id, case: stated ?? {} },
      { enabled: stated !== undefined, throwOnError: false, retry: false },
    ),
  )
  return (
    <Section title={say('policy.try')}>
      {questions.isError && <p className="page-about">{say('policy.try.unread')}</p>}
      {questions.data && (
        <>
          <p className="page-about">{say('policy.try.what')}</p>
          <Form<TriedCase> layout="vertical" requiredMark={false} onFinish={(tried) => setStated(caseOf(tried, currency))}>
            <Row gutter={24}>
              {questions.data.amounts.map((fact) => (
                <Amount key={fact} name={['amounts', fact]} label={say(`fact.${fact}`)} currency={currency} />
              ))}
              {questions.data.used.map((scope) => (
                <Amount key={scope} name={['used', scope]} label={say(`used.${scope}`)} currency={currency} />
              ))}
              {questions.data.flags.map((flag) => (
                <Col key={flag} {...third}>
                  <Form.Item name={['flags', flag]} label={sayLabel(`flag.${flag}`)}>
                    <Radio.Group aria-label={sayLabel(`flag.${flag}`)}>
                      <Radio value={true}>{say('parameter.yes')}</Radio>
                      <Radio value={false}>{say('parameter.no')}</Radio>
                      <Radio value={undefined}>{say('policy.try.unknown')}</Radio>
                    </Radio.Group>
                  </Form.Item>
                </Col>
              ))}
              {questions.data.products.length > 0 && (
                <Col {...third}>
                  <Form.Item name="product" label={say('fact.product')}>
                    <Select
                      allowClear
                      options={questions.data.products.map((product) => ({
                        value: product,
                        label: sayLabel(`product.${product}`),
                      }))}
                    />
                  </Form.Item>
                </Col>
              )}
            </Row>
            <Button primary submits busy={answer.isFetching}>
              {say('policy.try.submit')}
            </Button>
          </Form>
        </>
      )}
      {answer.error && <ErrorNotice of={answer.error} />}
      {answer.data && (
        <>
          <DataTable
            title={say('policy.try.shares')}
            columns={shareColumns}
            rowKey={({ bearer }) => bearer}
            listing={{ rows: sharesOf(answer.data.value.loss, answer.data.value.shares), count: answer.data.value.shares.length }}
            plain
          />
          <DerivationTree of={answer.data.derivation} />
        </>
      )}
    </Section>
  )
}

const third = { xs: 24, md: 12, lg: 8 }

const Amount = ({ name, label, currency }: { name: readonly [string, string]; label: string; currency: Currency }) => (
  <Col {...third}>
    <Form.Item name={[...name]} label={label}>
      <Input inputMode="decimal" autoComplete="off" suffix={unitName(currency, 'one')} placeholder={say('policy.try.unknown')} />
    </Form.Item>
  </Col>
)

/** As the procedure takes it: what is empty is left out, "800万" is read, and what is no amount goes on for the server to say so. */
function caseOf({ amounts = {}, used = {}, flags = {}, product }: TriedCase, currency: Currency): Record<string, unknown> {
  const exact = (text: string): string => {
    const amount = readAmount(text, currency)
    return amount ? toDecimal(amount) : text
  }
  return { ...stated(amounts, exact), used: stated(used, exact), flags: stated(flags), ...(product ? { product } : {}) }
}

const stated = <Value,>(
  fields: Readonly<Record<string, Value | undefined>>,
  read: (value: Value) => Value = (value) => value,
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, read(value)]])),
  )

interface ShareRow extends Share {
  readonly loss: Money
}
const sharesOf = (loss: Money, shares: readonly Share[]): readonly ShareRow[] => shares.map((share) => ({ ...share, loss }))

const shareColumns: readonly Column<ShareRow>[] = [
  { name: 'bearer', word: 'policy.try.bearer', show: ({ bearer }) => say(`bearer.${bearer}`) },
  { name: 'amount', word: 'policy.try.amount', money: ({ amount }) => amount },
  {
    name: 'part',
    word: 'policy.try.part',
    percent: ({ amount, loss }) => (loss.minor === 0n ? null : over(fraction(amount.minor), fraction(loss.minor))),
  },
]
