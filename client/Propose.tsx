import type { AppRouter } from '@cofund/server/app'
import type { ProposeInput } from '@cofund/shared/proposals'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Modal, Typography } from 'antd'
import type { inferRouterOutputs } from '@trpc/server'
import { type ReactNode, useState } from 'react'
import { api, once, refresh } from './api.ts'
import { paths } from './paths.ts'
import { say } from './say.ts'
import { Button } from './ui/Button.tsx'

type Proposed = inferRouterOutputs<AppRouter>['approvals']['propose']

/**
 * Asks for a second person from any page: `send` the deed, show `answer` somewhere. What only the maker may know is shown
 * there, once.
 */
export function useProposing({ shownByPage = false, onClose }: { shownByPage?: boolean; onClose?: () => void } = {}) {
  const [key, setKey] = useState(() => crypto.randomUUID())
  const [proposed, setProposed] = useState<Proposed>()
  const propose = useMutation(
    api.approvals.propose.mutationOptions({
      trpc: once(key),
      meta: { shownByPage },
      onSuccess: (answer) => {
        setProposed(answer)
        return refresh(api.approvals)
      },
      // Answered, accepted or not, the next one is another request.
      onSettled: () => setKey(crypto.randomUUID()),
    }),
  )
  const close = () => {
    setProposed(undefined)
    onClose?.()
  }
  return {
    send: (deed: ProposeInput) => propose.mutate(deed),
    busy: propose.isPending,
    error: propose.error,
    answer: proposed && <ProposedNotice of={proposed} onClose={close} />,
  }
}

interface ProposeProps {
  readonly deed: ProposeInput
  readonly disabledBecause?: string | undefined
  readonly primary?: boolean
  readonly quiet?: boolean
  readonly children: ReactNode
}

/** A button that proposes at once, for what needs no more words. */
export function Propose({ deed, children, ...look }: ProposeProps) {
  const { send, busy, answer } = useProposing()
  return (
    <>
      <Button {...look} busy={busy} onPress={() => send(deed)}>
        {children}
      </Button>
      {answer}
    </>
  )
}

function ProposedNotice({ of: { proposalId, number, secret }, onClose }: { of: Proposed; onClose: () => void }) {
  return (
    <Modal open title={say('approval.proposed', { number })} footer={null} maskClosable={secret === null} onCancel={onClose}>
      <p>{say('approval.proposed.what')}</p>
      {secret !== null && (
        <div className="secret">
          <p>{say('approval.secret')}</p>
          <Typography.Text code copyable={{ text: secret }}>
            {secret}
          </Typography.Text>
        </div>
      )}
      <Link {...paths.proposal(proposalId)} onClick={onClose}>
        {say('approval.open')}
      </Link>
    </Modal>
  )
}
