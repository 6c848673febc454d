import type { HalfSignedIn } from '@cofund/shared/people/person'
import { useMutation } from '@tanstack/react-query'
import { api, queryClient } from '../api.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { ChangePassword, EnrolSecondFactor } from './account-forms.tsx'
import { Entrance } from './Entrance.tsx'
import { nameOf } from './me.ts'
import './people.css'

/** What somebody owes before anything opens, one thing at a time: a password of their own, then an authenticator. */
export function FinishSignInPage({ me }: { me: HalfSignedIn }) {
  const signOut = useMutation(
    api.people.signOut.mutationOptions({
      onSuccess: () => {
        queryClient.clear()
        location.assign('/')
      },
    }),
  )
  const goOn = () => queryClient.invalidateQueries(api.people.me.queryFilter())
  const first = me.owes === 'new_password'
  return (
    <Entrance title={say(first ? 'account.first_password' : 'account.first_factor')} demonstration={me.demonstration}>
      <p className="page-about">
        {me.person.name} · {nameOf(me.organisation)}
      </p>
      <p className="page-about owed">
        {say(first ? 'account.first_password.what' : 'account.first_factor.what')}
        {first && me.givenUntil && (
          <>
            {' '}
            {say('account.first_password.until')} <MomentText of={me.givenUntil} />
          </>
        )}
      </p>
      {first ? <ChangePassword given signInName={me.person.signInName} onDone={goOn} /> : <EnrolSecondFactor signInName={me.person.signInName} onDone={goOn} />}
      <p className="owed-way-out">
        <Button quiet onPress={() => signOut.mutate()}>
          {say('shell.sign_out')}
        </Button>
      </p>
    </Entrance>
  )
}
