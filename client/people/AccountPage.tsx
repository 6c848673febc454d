import type { AppRouter } from '@cofund/server/app'
import { useMutation } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { api, refresh, queryClient, useLoaded } from '../api.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { ChangePassword, EnrolSecondFactor, needed } from './account-forms.tsx'
import { membershipOf, nameOf, useMe } from './me.ts'
import './people.css'

const sessionsOptions = () => api.people.sessions.queryOptions()
export const loadAccountPage = () => queryClient.fetchQuery(sessionsOptions())

/** One's own business: who one is here, one's password, one's second factor, and where one is signed in. */
export function AccountPage() {
  const me = useMe()
  const { signInName } = me.person
  return (
    <Page title={say('account.title')}>
      <Facts>
        <Fact name={say('person.name')}>{me.person.name}</Fact>
        <Fact name={say('person.sign_in_name')}>{signInName}</Fact>
        <Fact name={say('organisation')}>{nameOf(membershipOf(me).organisation)}</Fact>
        <Fact name={say('person.roles')}>
          {membershipOf(me)
            .roles.map((role) => say(`role.${role}`))
            .join(' / ')}
        </Fact>
        {me.lastSignIn && (
          <Fact
            name={say('account.last_sign_in')}
            note={me.missedBefore > 0 && say('shell.missed_before', { times: me.missedBefore })}
          >
            <MomentText of={me.lastSignIn.at} /> {me.lastSignIn.from}
          </Fact>
        )}
      </Facts>
      <Section title={say('account.sessions')}>
        <OwnSessions />
      </Section>
      <div className="account-secrets">
        <Section title={say('account.password')}>
          <Password signInName={signInName} />
        </Section>
        <Section title={say('account.second_factor')}>
          <SecondFactor enrolled={me.secondFactor} signInName={signInName} />
        </Section>
      </div>
    </Page>
  )
}

function Password({ signInName }: { signInName: string }) {
  const [changed, setChanged] = useState(false)
  return (
    <>
      {changed && (
        <p role="status">
          <StatusTag tone="ok">{say('account.password.changed')}</StatusTag>
        </p>
      )}
      <ChangePassword
        signInName={signInName}
        onDone={() => {
          setChanged(true)
          return refresh(api.people)
        }}
      />
    </>
  )
}

function SecondFactor({ enrolled, signInName }: { enrolled: boolean; signInName: string }) {
  const [begun, setBegun] = useState(false)
  const done = async () => {
    await refresh(api.people)
    setBegun(false)
  }
  return (
    <>
      <p>
        <StatusTag tone={enrolled ? 'ok' : 'watch'}>
          {say(enrolled ? 'account.second_factor.on' : 'account.second_factor.off')}
        </StatusTag>
      </p>
      {begun ? (
        <EnrolSecondFactor replaces={enrolled} signInName={signInName} onDone={done} />
      ) : (
        <Button onPress={() => setBegun(true)}>{say(enrolled ? 'account.second_factor.change' : 'account.second_factor.begin')}</Button>
      )}
      {enrolled && <p className="page-about lost-factor">{say('account.second_factor.lost')}</p>}
    </>
  )
}

type OwnSession = inferRouterOutputs<AppRouter>['people']['sessions'][number]

const sessionColumns: readonly Column<OwnSession>[] = [
  { name: 'openedAt', word: 'account.session.opened_at', show: ({ openedAt }) => <MomentText of={openedAt} /> },
  { name: 'lastSeenAt', word: 'account.session.last_seen_at', show: ({ lastSeenAt }) => <MomentText of={lastSeenAt} /> },
  { name: 'openedFrom', word: 'account.session.from', show: ({ openedFrom }) => openedFrom },
  {
    name: 'deeds',
    word: 'ui.actions',
    show: ({ id, isThis }) =>
      isThis ? <StatusTag tone="ok">{say('account.session.this')}</StatusTag> : <EndSessions quiet sessionId={id} />,
  },
]

function OwnSessions() {
  const sessions = useLoaded(sessionsOptions())
  return (
    <>
      <DataTable
        title={say('account.sessions')}
        columns={sessionColumns}
        rowKey={({ id }) => id}
        listing={{ rows: sessions, count: sessions.length }}
        plain
      />
      {sessions.length > 1 && (
        <p>
          <EndSessions />
        </p>
      )}
    </>
  )
}

/** Ends one, or all but this one: the password is asked for, so that whoever finds an open screen signs nobody out. */
function EndSessions({ sessionId, quiet = false }: { sessionId?: string; quiet?: boolean }) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  const end = useMutation(
    api.people.endSessions.mutationOptions({
      meta: { shownByPage: true },
      onSuccess: async () => {
        close()
        await refresh(api.people)
      },
    }),
  )
  const deed = say(sessionId ? 'account.session.end' : 'account.session.end_others')
  return (
    <>
      <Button quiet={quiet} onPress={() => setOpen(true)}>
        {deed}
      </Button>
      <Modal open={open} title={deed} footer={null} width={400} destroyOnHidden onCancel={close}>
        <Form<{ password: string }>
          layout="vertical"
          requiredMark={false}
          onFinish={({ password }) => end.mutate({ password, ...(sessionId && { sessionId }) })}
        >
          {end.error && <ErrorNotice of={end.error} />}
          <Form.Item name="password" label={say('account.password.confirm')} rules={needed()}>
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          <Button primary submits busy={end.isPending}>
            {deed}
          </Button>
        </Form>
      </Modal>
    </>
  )
}
