import { say } from '../say.ts'

const lines = (count: number) => Array.from({ length: count }, (_, index) => index)

/** The shape of a table to come. It shows after 200 ms (ui.css), so that a quick answer does not flicker. */
export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className="skeleton" role="status" aria-label={say('ui.loading')}>
      {lines(rows).map((line) => (
        <span key={line} className="skeleton-row" />
      ))}
    </div>
  )
}

/** The shape of a page to come: its heading, its facts, its table. */
export function PageSkeleton() {
  return (
    <div className="page skeleton" role="status" aria-label={say('ui.loading')}>
      <span className="skeleton-title" />
      <span className="skeleton-block" />
      <TableRows />
    </div>
  )
}

const TableRows = () => lines(8).map((line) => <span key={line} className="skeleton-row" />)
