import type { ProposeInput } from '@cofund/shared/proposals'
import { Form, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { api, refresh } from '../api.ts'
import { useProposing } from '../Propose.tsx'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'

interface PoolDeedProps<Fields> {
  /** The button's word, and the window's title where none is given. */
  readonly label: string
  readonly title?: string
  readonly what?: string
  readonly initial: Partial<Fields>
  /** Undefined while what was typed cannot be read. */
  readonly deedOf: (fields: Fields) => ProposeInput | undefined
  readonly disabledBecause?: string | undefined
  readonly primary?: boolean
  readonly quiet?: boolean
  readonly wide?: boolean
  readonly children: ReactNode
}

/** A button that asks for what a deed needs, and proposes it: a second person takes it from there. */
export function PoolDeed<Fields extends object>({ label, title = label, what, initial, deedOf, wide, children, ...look }: PoolDeedProps<Fields>) {
  const [isOpen, setIsOpen] = useState(false)
  const { send, busy, error, answer } = useProposing({
    shownByPage: true,
    onClose: () => {
      setIsOpen(false)
      void refresh(api.pools)
    },
  })
  const propose = (fields: Fields) => {
    const deed = deedOf(fields)
    if (deed) send(deed)
  }
  return (
    <>
      <Button {...look} onPress={() => setIsOpen(true)}>
        {label}
      </Button>
      <Modal open={isOpen && !answer} title={title} footer={null} destroyOnHidden width={wide ? 880 : 520} onCancel={() => setIsOpen(false)}>
        <Form<Fields> layout="vertical" requiredMark={false} initialValues={initial} onFinish={propose} className="pool-deed">
          {what && <p className="page-about">{what}</p>}
          {error && <ErrorNotice of={error} />}
          {children}
          <Button submits primary busy={busy}>
            {say('approval.propose')}
          </Button>
        </Form>
      </Modal>
      {answer}
    </>
  )
}
