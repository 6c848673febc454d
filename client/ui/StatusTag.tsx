import {
  CheckCircleFilled,
  ClockCircleFilled,
  ExclamationCircleFilled,
  MinusCircleFilled,
  WarningFilled,
} from '@ant-design/icons'
import type { ReactNode } from 'react'

/**
 * What a status means for whoever reads it, on every page: ok 正常, going 处理中, watch 关注, risk 逾期或驳回, quiet 草稿或关闭.
 * A feature keeps a Record<Status, Tone>, so a new status asks for its colour.
 */
export type Tone = 'ok' | 'going' | 'watch' | 'risk' | 'quiet'

const icons: Record<Tone, ReactNode> = {
  ok: <CheckCircleFilled />,
  going: <ClockCircleFilled />,
  watch: <ExclamationCircleFilled />,
  risk: <WarningFilled />,
  quiet: <MinusCircleFilled />,
}

/** A status in colour, sign and word: colour alone tells nothing to many readers. */
export function StatusTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`status status-${tone}`}>
      <span aria-hidden="true">{icons[tone]}</span>
      {children}
    </span>
  )
}
