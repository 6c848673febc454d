import { useMutation, useQuery } from '@tanstack/react-query'
import { Form, Input, QRCode, Typography } from 'antd'
import { api } from '../api.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'

interface PasswordFields {
  readonly current: string
  readonly next: string
}

interface ChangePasswordProps {
  /** Whether the present password was given by somebody else. */
  readonly given?: boolean
  readonly signInName: string
  readonly onDone: () => unknown
}

export function ChangePassword({ given = false, signInName, onDone }: ChangePasswordProps) {
  const [form] = Form.useForm<PasswordFields>()
  const change = useMutation(
    api.people.changePassword.mutationOptions({
      meta: { shownByPage: true },
      onSuccess: () => {
        form.resetFields()
        return onDone()
      },
    }),
  )
  return (
    <Form<PasswordFields>
      form={form}
      name="change-password"
      className="own-form"
      layout="vertical"
      requiredMark={false}
      onFinish={(fields) => change.mutate(fields)}
    >
      {change.error && <ErrorNotice of={change.error} />}
      <Whose signInName={signInName} />
      <Form.Item name="current" label={say(given ? 'account.password.given' : 'account.password.current')} rules={needed()}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="next"
        label={say('account.password.next')}
        extra={say('account.password.rule')}
        rules={[{ required: true, min: 12, max: 128, message: say('account.password.length') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button primary submits busy={change.isPending}>
        {say('account.password')}
      </Button>
    </Form>
  )
}

interface EnrolFields {
  readonly code: string
  readonly formerCode?: string
  readonly password: string
}

interface EnrolProps {
  /** Whether it takes the place of another, whose code is asked for too. */
  readonly replaces?: boolean
  readonly signInName: string
  readonly onDone: () => unknown
}

/** The key is shown until a code proves that the authenticator holds it; leaving the page forgets it. */
export function EnrolSecondFactor({ replaces = false, signInName, onDone }: EnrolProps) {
  const { data } = useQuery({ ...api.people.beginSecondFactor.queryOptions(), staleTime: Infinity, gcTime: 0 })
  const enrol = useMutation(api.people.enrolSecondFactor.mutationOptions({ meta: { shownByPage: true }, onSuccess: () => onDone() }))
  if (!data) return null
  return (
    <Form<EnrolFields>
      name="enrol"
      className="own-form"
      layout="vertical"
      requiredMark={false}
      onFinish={(fields) => enrol.mutate({ secret: data.secret, ...fields })}
    >
      {enrol.error && <ErrorNotice of={enrol.error} />}
      <p className="page-about">{say('account.second_factor.what')}</p>
      <div className="authenticator">
        <figure>
          <QRCode type="svg" value={data.uri} size={152} bordered={false} color="#000" bgColor="#fff" aria-label={say('account.second_factor.scan')} />
        </figure>
        <p>
          {say('account.second_factor.secret')}{' '}
          <Typography.Text code copyable={{ text: data.secret }}>
            {inFours(data.secret)}
          </Typography.Text>
        </p>
      </div>
      <Whose signInName={signInName} />
      <Form.Item name="code" label={say('account.second_factor.code')} rules={needed()}>
        <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
      </Form.Item>
      {replaces && (
        <Form.Item name="formerCode" label={say('account.second_factor.former_code')} rules={needed()}>
          <Input inputMode="numeric" autoComplete="off" maxLength={6} />
        </Form.Item>
      )}
      <Form.Item name="password" label={say('account.password.confirm')} rules={needed()}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button primary submits busy={enrol.isPending}>
        {say('account.second_factor.confirm')}
      </Button>
    </Form>
  )
}

/** For who keeps the passwords: a browser's manager files one under the name that stands beside it. */
const Whose = ({ signInName }: { signInName: string }) => (
  <input className="unseen" type="text" name="username" autoComplete="username" value={signInName} readOnly tabIndex={-1} aria-hidden="true" />
)

export const needed = () => [{ required: true, message: say('ui.required') }]

/** As it is read aloud and typed: in groups of four. */
const inFours = (secret: string): string => secret.match(/.{1,4}/g)?.join(' ') ?? secret
