import type { HalfSignedIn, Me } from '@cofund/shared/people/person'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Form, Input } from 'antd'
import { useState } from 'react'
import { api, queryClient } from '../api.ts'
import { say } from '../say.ts'
import { preferences } from '../preferences.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { problemOf } from '../ui/problem.ts'
import { Entrance } from './Entrance.tsx'

export function SignInPage() {
  const { data: demonstration } = useQuery({ ...api.demonstration.signIns.queryOptions(), throwOnError: false })
  return (
    <Entrance title={say('sign_in.title')} demonstration={Boolean(demonstration)}>
      <SignInForm demonstration={demonstration ?? undefined} />
    </Entrance>
  )
}

interface SignInFields {
  readonly name: string
  readonly password: string
  readonly code?: string
}

interface Demonstration {
  readonly password: string
  readonly people: readonly { readonly signInName: string; readonly name: string; readonly nameZh: string; readonly nameEn: string }[]
}

interface SignInFormProps {
  readonly onSignedIn?: (me: Me | HalfSignedIn) => void
  /** Whom a visitor may try out. */
  readonly demonstration?: Demonstration | undefined
}

/** Name and password; the code only once the server asks for it, since who has a second factor is nobody else's business. */
export function SignInForm({ onSignedIn, demonstration }: SignInFormProps) {
  const [form] = Form.useForm<SignInFields>()
  const [asksCode, setAsksCode] = useState(false)
  const signIn = useMutation(
    api.people.signIn.mutationOptions({
      meta: { shownByPage: true },
      onSuccess: (me) => {
        queryClient.setQueryData(api.people.me.queryKey(), me)
        onSignedIn?.(me)
      },
      onError: (error) => {
        const problem = problemOf(error)
        if (problem.kind === 'refused' && problem.code === 'sign_in.code_needed') setAsksCode(true)
      },
    }),
  )
  const problem = signIn.error && problemOf(signIn.error)
  const justAsked = problem?.kind === 'refused' && problem.code === 'sign_in.code_needed'
  return (
    <Form<SignInFields>
      form={form}
      layout="vertical"
      size="large"
      requiredMark={false}
      validateTrigger="onSubmit"
      onFinish={(fields) => signIn.mutate(fields)}
    >
      {signIn.error && !justAsked && <ErrorNotice of={signIn.error} />}
      <Form.Item
        name="name"
        label={say('sign_in.name')}
        rules={[{ required: true, whitespace: true, message: say('sign_in.name_missing') }]}
      >
        <Input autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
      </Form.Item>
      <Form.Item
        name="password"
        label={say('sign_in.password')}
        rules={[{ required: true, message: say('sign_in.password_missing') }]}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      {asksCode && (
        <Form.Item name="code" label={say('sign_in.code')} extra={say('sign_in.code.what')}>
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus />
        </Form.Item>
      )}
      <Button primary submits wide large busy={signIn.isPending}>
        {say('sign_in.submit')}
      </Button>
      {demonstration && (
        <details className="sign-in-demonstration">
          <summary>{say('sign_in.demonstration')}</summary>
          <ul>
            {demonstration.people.map((person) => (
              <li key={person.signInName}>
                <button
                  type="button"
                  className="link"
                  onClick={() => form.setFieldsValue({ name: person.signInName, password: demonstration.password })}
                >
                  {person.signInName}
                </button>{' '}
                {preferences().language === 'zh' ? person.nameZh : person.nameEn}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Form>
  )
}
