import { Form, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import '../pools/pools.css'

interface NoteDeedProps<Fields> {
  readonly label: string
  readonly what?: string
  readonly initial: Partial<Fields>
  readonly onSend: (fields: Fields, done: () => void) => void
  readonly busy: boolean
  readonly error: unknown
  readonly disabledBecause?: string | undefined
  readonly children: ReactNode
}

/** A button that asks for what a command needs, and sends it. */
export function NoteDeed<Fields extends object>({ label, what, initial, onSend, busy, error, disabledBecause, children }: NoteDeedProps<Fields>) {
  const [isOpen, setIsOpen] = useState(false)
  const close = () => setIsOpen(false)
  return (
    <>
      <Button quiet disabledBecause={disabledBecause} onPress={() => setIsOpen(true)}>
        {label}
      </Button>
      <Modal open={isOpen} title={label} footer={null} destroyOnHidden onCancel={close}>
        <Form<Fields> layout="vertical" requiredMark={false} initialValues={initial} onFinish={(fields) => onSend(fields, close)} className="pool-deed">
          {what && <p className="page-about">{what}</p>}
          {error ? <ErrorNotice of={error} /> : null}
          {children}
          <Button submits primary busy={busy}>
            {label}
          </Button>
        </Form>
      </Modal>
    </>
  )
}
