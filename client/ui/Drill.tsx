import { Drawer as AntDrawer } from 'antd'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { say } from '../say.ts'
import { InsideControl } from './MoneyText.tsx'

/**
 * Which drawers stand open, outermost first: ['nav', 'entry_7']. The address holds it (shell/Shell.tsx), so that an auditor can
 * send what they see, and Back closes the last.
 */
export interface DrillPath {
  readonly open: readonly string[]
  readonly go: (path: readonly string[]) => void
}
export const DrillPathContext = createContext<DrillPath>({ open: [], go: () => {} })

/** The drawers around the present one: their names, and their titles for the breadcrumb. */
const Within = createContext<readonly { readonly name: string; readonly title: string }[]>([])

export interface DrillNumberProps {
  /** Unique among the figures of its page or drawer; part of the address. */
  readonly name: string
  /** What the figure is, in the reader's words: the drawer's title. */
  readonly title: string
  /** The figure itself. */
  readonly children: ReactNode
  /** What it is made of: the rows that sum to it, and its derivation. Drawn only once open. */
  readonly into: () => ReactNode
}

/** A figure that opens: a button, and the drawer of what the figure is made of. Inside a drawer it opens the next one. */
export function DrillNumber({ name, title, children, into }: DrillNumberProps) {
  const around = useContext(Within)
  const path = useContext(DrillPathContext)
  const here = [...around.map((drawer) => drawer.name), name]
  const isOpen = here.every((part, index) => path.open[index] === part)
  return (
    <>
      <button
        type="button"
        className="drill"
        aria-haspopup="dialog"
        title={say('ui.figure.open', { name: title })}
        onClick={() => path.go(here)}
      >
        <InsideControl value={true}>{children}</InsideControl>
      </button>
      <DrillDrawer name={name} title={title} isOpen={isOpen} onClose={() => path.go(here.slice(0, -1))}>
        {into}
      </DrillDrawer>
    </>
  )
}

interface DrillDrawerProps {
  readonly name: string
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: () => ReactNode
}

/** The drawer alone, for what is not a figure: a chart's bar, a table's row. `useDrill` opens it. */
export function DrillDrawer({ name, title, isOpen, onClose, children }: DrillDrawerProps) {
  const around = useContext(Within)
  const path = useContext(DrillPathContext)
  // A page has hundreds of figures that could open: a drawer is made for those that were.
  const [wasOpened, setWasOpened] = useState(isOpen)
  if (isOpen && !wasOpened) setWasOpened(true)
  if (!wasOpened) return null
  return (
    <AntDrawer
      open={isOpen}
      onClose={onClose}
      size={`min(${56 - around.length * 3}rem, 100vw)`}
      destroyOnHidden
      title={
        <nav className="crumbs" aria-label={title}>
          {around.map((drawer, index) => (
            <button
              key={drawer.name}
              type="button"
              onClick={() => path.go(around.slice(0, index + 1).map(({ name: outer }) => outer))}
            >
              {drawer.title}
            </button>
          ))}
          <h2>{title}</h2>
        </nav>
      }
      closable={{ 'aria-label': say('ui.close') }}
    >
      {isOpen && (
        <InsideControl value={false}>
          <Within value={[...around, { name, title }]}>{children()}</Within>
        </InsideControl>
      )}
    </AntDrawer>
  )
}

/**
 * Which drawer stands open at this level, for what is not a figure: `const bar = useDrill()`, `onDrill={(month) => bar.open(month)}`,
 * `{bar.current && <DrillDrawer name={bar.current} isOpen onClose={bar.close} …>}`.
 */
export function useDrill() {
  const around = useContext(Within)
  const path = useContext(DrillPathContext)
  const outer = around.map((drawer) => drawer.name)
  const inside = outer.every((part, index) => path.open[index] === part)
  return {
    /** The name of the drawer open at this level; undefined when none is. */
    current: inside ? path.open[outer.length] : undefined,
    open: (name: string) => path.go([...outer, name]),
    close: () => path.go(outer),
  }
}
