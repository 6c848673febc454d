import type { AppRouter } from '@cofund/server/app'
import { type Succession, successions } from '@cofund/shared/loans/drawdown-note'
import { type DraftNote, draftNoteInput } from '@cofund/shared/loans/note.input'
import { fieldOfObstacle } from '@cofund/shared/loans/enrolment'
import { readPercent, toPpm } from '@cofund/shared/kernel/rate'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, once, refresh, useLoaded } from '../api.ts'
import { VerdictView } from '../eligibility/VerdictView.tsx'
import { paths } from '../paths.ts'
import { nameOf, useMay, useMe } from '../people/me.ts'
import { AmountField, DayField, TextField, amountOf, dayOf, needed, picked } from '../pools/fields.tsx'
import { say } from '../say.ts'
import { RefusalText } from '../sentences.tsx'
import { Button } from '../ui/Button.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import '../pools/pools.css'
import './notes.css'

interface Fields {
  readonly poolCode?: string
  readonly number?: string
  readonly contractNumber?: string
  readonly creditLineNumber?: string
  readonly uscc?: string
  readonly districtCode?: string
  readonly productCode?: string
  readonly principal?: string
  readonly lentOn?: Dayjs
  readonly dueOn?: Dayjs
  readonly rate?: string
  readonly purpose?: string
  readonly flags?: readonly string[]
  readonly otherCover?: readonly string[]
  readonly predecessorNumber?: string
  readonly succession?: Succession
}

/** A loan is filed here. What stands in its way is told while it is typed, by the statement that decides when it is sent. */
export function EnrolNotePage() {
  const pools = useLoaded(api.pools.list.queryOptions())
  const { serverDay } = useMe()
  const may = useMay('loan.enrol')
  const navigate = useNavigate()
  const [key] = useState(() => crypto.randomUUID())
  const [form] = Form.useForm<Fields>()
  const typed = Form.useWatch([], form) as Fields | undefined
  const draft = typed && draftOf(typed)
  const enrol = useMutation(
    api.note.enrol.mutationOptions({
      trpc: once(key),
      meta: { shownByPage: true },
      onSuccess: async ([filed]) => {
        await refresh(api.note)
        if (filed) await navigate(paths.note(filed.noteId))
      },
    }),
  )
  return (
    <Page title={say('note.enrol')} about={say('note.enrol.what')} actions={<Link {...paths.imports()}>{say('note.enrol.by_file')}</Link>}>
      <Form<Fields>
        className="pool-deed"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ districtCode: '310110', lentOn: dayjs(serverDay), ...(pools[0] && { poolCode: pools[0].pool.code }) }}
        onFinish={(fields) => {
          const what = draftOf(fields)
          if (what) enrol.mutate({ notes: [what] })
        }}
      >
        {enrol.error && <ErrorNotice of={enrol.error} />}
        <div className="field-row">
          <Form.Item name="poolCode" label={say('note.pool')} rules={[picked()]}>
            <Select options={pools.map(({ pool }) => ({ value: pool.code, label: `${pool.code} ${nameOf(pool)}` }))} />
          </Form.Item>
          <TextField name="number" word="note.number" longest={64} />
        </div>
        <div className="field-row">
          <TextField name="contractNumber" word="note.contract" longest={64} />
          <TextField name="creditLineNumber" word="note.credit_line" longest={64} optional />
        </div>
        <div className="field-row">
          <TextField name="uscc" word="note.uscc" longest={40} />
          <Form.Item name="districtCode" label={say('note.district')} rules={[needed(), { pattern: /^\d{6}$/ }]}>
            <Input maxLength={6} inputMode="numeric" />
          </Form.Item>
        </div>
        <div className="field-row">
          <TextField name="productCode" word="note.product" longest={64} />
          <AmountField name="principal" word="note.principal" currency="CNY" />
        </div>
        <div className="field-row">
          <DayField name="lentOn" word="note.lent_on" latest={dayjs(serverDay)} />
          <DayField name="dueOn" word="note.due_on" />
        </div>
        <div className="field-row">
          <Form.Item name="rate" label={say('note.rate')} rules={[needed()]}>
            <Input inputMode="decimal" suffix="%" maxLength={8} />
          </Form.Item>
          <TextField name="purpose" word="note.purpose" />
        </div>
        <div className="field-row">
          <Form.Item name="flags" label={say('note.flags')}>
            <Select mode="tags" placeholder={say('note.flags.hint')} tokenSeparators={[',', ' ']} />
          </Form.Item>
          <Form.Item name="otherCover" label={say('note.other_cover')}>
            <Select mode="tags" tokenSeparators={[',', ' ']} />
          </Form.Item>
        </div>
        <div className="field-row">
          <TextField name="predecessorNumber" word="note.predecessor" longest={64} optional />
          <Form.Item name="succession" label={say('note.succession')}>
            <Select allowClear options={successions.map((value) => ({ value, label: say(`note.succession.${value}`) }))} />
          </Form.Item>
        </div>
        <Section title={say('note.verdict')}>{draft ? <Judged draft={draft} /> : <p className="page-about">{say('note.verdict.none')}</p>}</Section>
        <Button submits primary busy={enrol.isPending} disabledBecause={may ? undefined : say('note.enrol.may_not')}>
          {say('note.enrol.send')}
        </Button>
      </Form>
    </Page>
  )
}

type Judgement = inferRouterOutputs<AppRouter>['note']['judge']

/** What the command would answer. */
function Judged({ draft }: { draft: DraftNote }) {
  const { data } = useQuery({
    ...api.note.judge.queryOptions(draft),
    // The amount is a bigint, which the library's own hash cannot write.
    queryKeyHashFn: canonicalJson,
    throwOnError: false,
    placeholderData: (before: Judgement | undefined) => before,
  })
  if (!data) return <p className="page-about">{say('note.verdict.none')}</p>
  const { obstacles, verdict } = data
  return (
    <div aria-live="polite" className="judged">
      {obstacles.length > 0 && (
        <>
          <h3>{say('note.obstacles')}</h3>
          <ul>
            {obstacles.map(({ code, facts }) => (
              <li key={code} data-field={fieldOfObstacle[code as keyof typeof fieldOfObstacle]}>
                <RefusalText of={{ code, facts }} />
              </li>
            ))}
          </ul>
        </>
      )}
      {obstacles.length === 0 && verdict && verdict.outcome !== 'ineligible' && (
        <p>
          <StatusTag tone={verdict.outcome === 'eligible' ? 'ok' : 'watch'}>{say(verdict.outcome === 'eligible' ? 'note.may_enrol' : 'note.will_wait')}</StatusTag>
        </p>
      )}
      {verdict && <VerdictView of={verdict} />}
    </div>
  )
}

/** What was typed, once enough of it can be read. */
function draftOf(fields: Fields): DraftNote | undefined {
  const { principal, lentOn, dueOn, rate, flags = [], otherCover = [], creditLineNumber, predecessorNumber, ...rest } = fields
  const ratio = rate?.trim() ? readPercent(rate) : undefined
  const read = draftNoteInput.safeParse({
    ...rest,
    principal: amountOf(principal, 'CNY'),
    lentOn: lentOn && dayOf(lentOn),
    dueOn: dueOn && dayOf(dueOn),
    ratePpm: ratio && toPpm(ratio),
    flags,
    otherCover,
    ...(creditLineNumber?.trim() && { creditLineNumber }),
    ...(predecessorNumber?.trim() && { predecessorNumber }),
  })
  return read.success ? read.data : undefined
}
