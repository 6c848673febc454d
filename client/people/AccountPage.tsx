import { useMutation, useQuery } from '@tanstack/react-query'
import { Form, Input, Typography } from 'antd'
import { useState } from 'react'
import { api, refresh } from '../api.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { membershipOf, nameOf, useMe } from './me.ts'
import './people.css'

/** One's own business: who one is here, one's password, one's second factor. */
export function AccountPage() {
  const me = useMe()
  return (
    <Page title={say('account.title')}>
      <Facts>
        <Fact name={say('person.name')}>{me.person.name}</Fact>
        <Fact name={say('person.sign_in_name')}>{me.person.signInName}</Fact>
        <Fact name={say('organisation')}>{nameOf(membershipOf(me).organisation)}</Fact>
        <Fact name={say('person.roles')}>
          {membershipOf(me)
            .roles.map((role) => say(`role.${role}`))
            .join(' / ')}
        </Fact>
      </Facts>
      <Section title={say('account.password')}>
        <ChangePassword />
      </Section>
      <Section title={say('account.second_factor')}>
        <SecondFactor enrolled={me.secondFactor} />
      </Section>
    </Page>
  )
}

interface PasswordFields {
  readonly current: string
  readonly next: string
}

function ChangePassword() {
  const [form] = Form.useForm<PasswordFields>()
  const change = useMutation(
    api.people.changePassword.mutationOptions({ meta: { shownByPage: true }, onSuccess: () => form.resetFields() }),
  )
  return (
    <Form<PasswordFields> form={form} className="own-form" layout="vertical" requiredMark={false} onFinish={(fields) => change.mutate(fields)}>
      {change.error && <ErrorNotice of={change.error} />}
      {change.isSuccess && (
        <p role="status">
          <StatusTag tone="ok">{say('account.password.changed')}</StatusTag>
        </p>
      )}
      <Form.Item name="current" label={say('account.password.current')} rules={[{ required: true, message: say('ui.required') }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="next"
        label={say('account.password.next')}
        extra={say('account.password.rule')}
        rules={[{ required: true, min: 12, max: 128, message: say('account.password.rule') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button primary submits busy={change.isPending}>
        {say('account.password')}
      </Button>
    </Form>
  )
}

function SecondFactor({ enrolled }: { enrolled: boolean }) {
  const [begun, setBegun] = useState(false)
  return (
    <>
      <p>
        <StatusTag tone={enrolled ? 'ok' : 'watch'}>
          {say(enrolled ? 'account.second_factor.on' : 'account.second_factor.off')}
        </StatusTag>
      </p>
      {begun ? (
        <Enrol onDone={() => setBegun(false)} />
      ) : (
        <Button onPress={() => setBegun(true)}>{say('account.second_factor.begin')}</Button>
      )}
    </>
  )
}

/** The key is shown until a code proves that the authenticator holds it; leaving the page forgets it. */
function Enrol({ onDone }: { onDone: () => void }) {
  const { data } = useQuery({ ...api.people.beginSecondFactor.queryOptions(), staleTime: Infinity, gcTime: 0 })
  const enrol = useMutation(
    api.people.enrolSecondFactor.mutationOptions({
      meta: { shownByPage: true },
      onSuccess: async () => {
        await refresh(api.people)
        onDone()
      },
    }),
  )
  if (!data) return null
  return (
    <Form<{ code: string }>
      className="own-form"
      layout="vertical"
      requiredMark={false}
      onFinish={({ code }) => enrol.mutate({ secret: data.secret, code })}
    >
      {enrol.error && <ErrorNotice of={enrol.error} />}
      <p className="page-about">{say('account.second_factor.what')}</p>
      <p>
        {say('account.second_factor.secret')}{' '}
        <Typography.Text code copyable>
          {data.secret}
        </Typography.Text>
      </p>
      <Form.Item name="code" label={say('sign_in.code')} rules={[{ required: true, message: say('ui.required') }]}>
        <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
      </Form.Item>
      <Button primary submits busy={enrol.isPending}>
        {say('account.second_factor.confirm')}
      </Button>
    </Form>
  )
}
