import { Button as AntButton, Tooltip } from 'antd'
import { type ReactNode, useId } from 'react'

interface ButtonProps {
  readonly children: ReactNode
  readonly onPress?: () => void
  /** Why it cannot be pressed now, in the reader's words; undefined when it can. */
  readonly disabledBecause?: string | undefined
  readonly primary?: boolean
  /** For what cannot be taken back. */
  readonly dangerous?: boolean
  readonly quiet?: boolean
  readonly busy?: boolean
  readonly submits?: boolean
  readonly icon?: ReactNode
  readonly large?: boolean
  readonly wide?: boolean
}

/** A button that says why when it is disabled; it stays focusable then, so that the reason can be heard. */
export function Button({
  children,
  onPress,
  disabledBecause,
  primary,
  dangerous,
  quiet,
  busy,
  submits,
  icon,
  large,
  wide,
}: ButtonProps) {
  const reasonId = useId()
  const button = (
    <AntButton
      type={primary ? 'primary' : quiet ? 'text' : 'default'}
      danger={dangerous ?? false}
      loading={busy ?? false}
      block={wide ?? false}
      size={large ? 'large' : 'middle'}
      htmlType={submits && !disabledBecause ? 'submit' : 'button'}
      icon={icon}
      {...(disabledBecause
        ? { 'aria-disabled': true, 'aria-describedby': reasonId, className: 'disabled' }
        : { onClick: onPress })}
    >
      {children}
    </AntButton>
  )
  if (!disabledBecause) return button
  return (
    <>
      <Tooltip title={disabledBecause} trigger={['hover', 'focus']}>
        {button}
      </Tooltip>
      <span id={reasonId} className="unseen">
        {disabledBecause}
      </span>
    </>
  )
}
