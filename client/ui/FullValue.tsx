import { useEffect, useState } from 'react'
import { say } from '../say.ts'

interface Shown {
  readonly whole: string
  readonly decimal: string
  readonly x: number
  readonly y: number
}

/**
 * The whole value of the rounded amount under the pointer or the focus, to the fen, with its copy button. One for the page:
 * it reads `data-whole` off whatever amount is reached. Enter copies too; what is copied is the plain number, so that it pastes
 * into a sheet as a number.
 */
export function FullValue() {
  const [shown, setShown] = useState<Shown>()
  const [copied, setCopied] = useState(false)

  useEffect(() => {
    let leaving: number | undefined
    const reach = ({ target }: Event) => {
      if (!(target instanceof Element)) return
      if (target.closest('.full-value')) return clearTimeout(leaving)
      const amount = target.closest('[data-whole]') ?? target.querySelector(':scope > .money[data-whole]')
      if (!(amount instanceof HTMLDataElement)) return
      clearTimeout(leaving)
      const box = amount.getBoundingClientRect()
      setCopied(false)
      setShown({ whole: amount.dataset.whole ?? '', decimal: amount.value, x: box.right, y: box.top })
    }
    // A moment's grace, or the pointer could never travel from the amount to the button.
    const leave = () => {
      clearTimeout(leaving)
      leaving = window.setTimeout(() => setShown(undefined), 160)
    }
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setShown(undefined)
      if (event.key !== 'Enter' || event.isComposing) return
      const { activeElement } = document
      if (activeElement instanceof HTMLDataElement && activeElement.dataset.whole)
        void copy(activeElement.value).then(() => setCopied(true))
    }
    document.addEventListener('pointerover', reach)
    document.addEventListener('pointerout', leave)
    document.addEventListener('focusin', reach)
    document.addEventListener('focusout', leave)
    document.addEventListener('keydown', press)
    document.addEventListener('scroll', leave, true)
    return () => {
      clearTimeout(leaving)
      document.removeEventListener('pointerover', reach)
      document.removeEventListener('pointerout', leave)
      document.removeEventListener('focusin', reach)
      document.removeEventListener('focusout', leave)
      document.removeEventListener('keydown', press)
      document.removeEventListener('scroll', leave, true)
    }
  }, [])

  return (
    <div className="full-value" role="status" hidden={!shown} style={shown && { left: shown.x, top: shown.y }}>
      {shown && (
        <>
          <span className="figure">{shown.whole}</span>
          <button
            type="button"
            tabIndex={-1}
            title={say('ui.figure.copy_keys')}
            onClick={() => void copy(shown.decimal).then(() => setCopied(true))}
          >
            {say(copied ? 'ui.copied' : 'ui.copy')}
          </button>
        </>
      )}
    </div>
  )
}

/** Puts a text on the clipboard, also where the page is not served over HTTPS and the clipboard API is missing. */
export async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'unseen'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
