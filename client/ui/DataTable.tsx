import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons'
import type { Fraction } from '@cofund/shared/kernel/fraction'
import { type Listing, pageSizes } from '@cofund/shared/kernel/listing'
import { type Currency, type Money, sum } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { Pagination } from 'antd'
import type { ReactNode } from 'react'
import { type Named, type WordKey, say, sayName } from '../say.ts'
import { addsUpAsShown, currencyOf, unitName } from './amount.ts'
import { DayText, Unknown } from './DayText.tsx'
import { DrillNumber, type DrillNumberProps } from './Drill.tsx'
import { EmptyState } from './EmptyState.tsx'
import { type Filter, Filters, type SearchChange, type TableSearch, isFiltered, withoutFilters } from './Filters.tsx'
import { CurrencyOfHead, MoneyText } from './MoneyText.tsx'
import { MultipleText, PercentText } from './RatioText.tsx'
import { TableSkeleton } from './Skeletons.tsx'
import { useUnit } from './unit.tsx'

type ColumnHead = Named & {
  /** Part of the address when sorting by it, and the key of its sum in `Listing.sums`. */
  readonly name: string
  readonly sorts?: boolean
}

/** What a row's cell opens into, where it opens. */
type Opens<Row> = (row: Row) => Omit<DrillNumberProps, 'children'> | undefined

/** A column and how it reads a row. Amounts, days, ratios and counts know how they are aligned, written and summed. */
export type Column<Row> = ColumnHead & { readonly opens?: Opens<Row> } & (
    | { readonly show: (row: Row) => ReactNode }
    /** A figure that its own component draws, because it opens. */
    | { readonly figure: (row: Row) => ReactNode }
    | {
        readonly money: (row: Row) => Money | null
        /** `blank`: a zero leaves its cell empty, as in a column of debits beside one of credits. */
        readonly zero?: 'blank'
        /** A running balance, say: adding it up would tell nothing. */
        readonly unsummed?: true
      }
    | { readonly day: (row: Row) => PlainDate | null }
    | { readonly percent: (row: Row) => Fraction | number | null }
    | { readonly multiple: (row: Row) => Fraction | number | null }
    | { readonly count: (row: Row) => number | null }
  )

interface DataTableProps<Row> {
  /** Names the table to those who cannot see the heading above it. */
  readonly title: string
  /** A constant of the module. The first column names the row and stays in sight. */
  readonly columns: readonly Column<Row>[]
  readonly rowKey: (row: Row) => string
  /** The page of rows; undefined until the first has come. */
  readonly listing: Listing<Row> | undefined
  /** The rows shown are of the former address; the next are on their way. */
  readonly updating?: boolean
  readonly filters?: readonly Filter[]
  readonly search?: TableSearch
  readonly onSearch?: (change: SearchChange) => void
  /** What to say where nothing was ever recorded, and the way to begin. */
  readonly firstUse?: ReactNode
  /** Inside a card or drawer: without the frame, as high as its rows. */
  readonly plain?: boolean
}

/**
 * A page of rows from the server as one real table: caption, row heads, sort buttons, the unit in the head, sums at the foot.
 * Why not Ant Design's: adr-one-real-table.md.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    title,
    columns,
    rowKey,
    listing,
    updating = false,
    filters = [],
    search = {},
    onSearch = () => {},
    firstUse,
    plain = false,
  } = props
  // Whatever changes what is listed leads back to its first page.
  const refine = (change: SearchChange) => onSearch({ page: undefined, ...change })
  const headCurrencies = columns.map((column) => headCurrency(column, listing?.rows ?? []))
  return (
    <div className={plain ? 'table table-plain' : 'table'}>
      {filters.length > 0 && <Filters filters={filters} search={search} onSearch={refine} />}
      {!listing && <TableSkeleton />}
      {listing && listing.count === 0 && (
        <Nothing filtered={isFiltered(filters, search)} firstUse={firstUse} onClear={() => refine(withoutFilters(filters))} />
      )}
      {listing && listing.count > 0 && (
        <>
          <section className="table-scroll" aria-label={say('ui.table.scroll', { title })} aria-busy={updating} tabIndex={0}>
            <table>
              <caption className="unseen">{title}</caption>
              <thead>
                <tr>
                  {columns.map((column) => (
                    <Head key={column.name} column={column} rows={listing.rows} search={search} onSort={refine} />
                  ))}
                </tr>
              </thead>
              <tbody>
                {listing.rows.map((row) => (
                  <tr key={rowKey(row)}>
                    {columns.map((column, index) => (
                      <Cell key={column.name} column={column} row={row} currency={headCurrencies[index]} heads={index === 0} />
                    ))}
                  </tr>
                ))}
              </tbody>
              <Sums columns={columns} headCurrencies={headCurrencies} listing={listing} />
            </table>
          </section>
          <Foot
            columns={columns}
            listing={listing}
            search={search}
            updating={updating}
            {...(props.onSearch && { onSearch: props.onSearch })}
          />
        </>
      )}
    </div>
  )
}

const isFigure = <Row,>(column: Column<Row>): boolean =>
  'money' in column || 'percent' in column || 'multiple' in column || 'count' in column || 'figure' in column

interface HeadProps<Row> {
  readonly column: Column<Row>
  readonly rows: readonly Row[]
  readonly search: TableSearch
  readonly onSort: (change: SearchChange) => void
}

function Head<Row>({ column, rows, search, onSort }: HeadProps<Row>) {
  const unit = useUnit()
  const currency = headCurrency(column, rows)
  const title = currency
    ? say('ui.titled_with_unit', { title: sayName(column), unit: unitName(currency, unit) })
    : sayName(column)
  const sorted = search.sort === column.name ? (search.descending ? 'descending' : 'ascending') : undefined
  return (
    <th scope="col" className={isFigure(column) ? 'end' : undefined} aria-sort={sorted}>
      {column.sorts ? (
        <button
          type="button"
          className="sort"
          title={say('ui.table.sort', { title })}
          onClick={() => onSort(nextOrder(column, sorted))}
        >
          {title}
          <span className="sort-arrows" aria-hidden="true">
            <CaretUpFilled className={sorted === 'ascending' ? 'on' : ''} />
            <CaretDownFilled className={sorted === 'descending' ? 'on' : ''} />
          </span>
        </button>
      ) : (
        title
      )}
    </th>
  )
}

/** The currency that a column's head names: the one that all its amounts are in. Amounts in several name their own. */
const headCurrency = <Row,>(column: Column<Row>, rows: readonly Row[]) =>
  'money' in column ? currencyOf(rows.map(column.money)) : undefined

/** Figures are first wanted from the greatest down, names from the first on; the third press lets go. */
function nextOrder<Row>(column: Column<Row>, sorted: 'ascending' | 'descending' | undefined): SearchChange {
  const first = isFigure(column) ? 'descending' : 'ascending'
  if (!sorted) return { sort: column.name, descending: first === 'descending' ? true : undefined }
  if (sorted === first) return { sort: column.name, descending: first === 'descending' ? undefined : true }
  return { sort: undefined, descending: undefined }
}

interface CellProps<Row> {
  readonly column: Column<Row>
  readonly row: Row
  readonly currency: Currency | undefined
  readonly heads: boolean
}

function Cell<Row>({ column, row, currency, heads }: CellProps<Row>) {
  const shown = contentOf(column, row)
  const opening = column.opens?.(row)
  const content = (
    <CurrencyOfHead value={currency}>{opening ? <DrillNumber {...opening}>{shown}</DrillNumber> : shown}</CurrencyOfHead>
  )
  const className = isFigure(column) ? 'end' : undefined
  return heads ? (
    <th scope="row" className={className}>
      {content}
    </th>
  ) : (
    <td className={className}>{content}</td>
  )
}

function contentOf<Row>(column: Column<Row>, row: Row): ReactNode {
  if ('figure' in column) return column.figure(row)
  if ('money' in column) {
    const amount = column.money(row)
    return column.zero === 'blank' && amount?.minor === 0n ? null : <MoneyText of={amount} />
  }
  if ('day' in column) return <DayText of={column.day(row)} />
  if ('percent' in column) return <PercentText of={column.percent(row)} />
  if ('multiple' in column) return <MultipleText of={column.multiple(row)} />
  if ('count' in column) {
    const count = column.count(row)
    return count === null ? <Unknown /> : <span className="figure">{count.toLocaleString('en-US')}</span>
  }
  return column.show(row) ?? <Unknown />
}

/** Sums of the page and, where the server brings them, of all rows: which is which stands before them. */
function Sums<Row>({
  columns,
  headCurrencies,
  listing,
}: Pick<SumRowProps<Row>, 'columns' | 'headCurrencies'> & { listing: Listing<Row> }) {
  if (!columns.some(isSummed)) return null
  const { sums } = listing
  const ofPage = (column: Column<Row>) => pageSum(column, listing)
  const ofAll = ({ name }: Column<Row>) => sums?.[name] ?? null
  // Where one page holds all rows, its sums are theirs.
  if (listing.rows.length === listing.count) {
    return (
      <tfoot>
        <SumRow
          word="ui.table.all"
          columns={columns}
          headCurrencies={headCurrencies}
          sumOf={(column) => ofAll(column) ?? ofPage(column)}
        />
      </tfoot>
    )
  }
  return (
    <tfoot>
      <SumRow word="ui.table.this_page" columns={columns} headCurrencies={headCurrencies} sumOf={ofPage} />
      {sums && (
        <SumRow
          word="ui.table.all"
          columns={columns}
          headCurrencies={headCurrencies}
          sumOf={ofAll}
          isKnown={({ name }) => name in sums}
        />
      )}
    </tfoot>
  )
}

const isSummed = <Row,>(column: Column<Row>): boolean => 'money' in column && !column.unsummed

interface SumRowProps<Row> {
  readonly word: WordKey
  readonly columns: readonly Column<Row>[]
  readonly headCurrencies: readonly (Currency | undefined)[]
  readonly sumOf: (column: Column<Row>) => Money | null
  readonly isKnown?: (column: Column<Row>) => boolean
}

function SumRow<Row>({ word, columns, headCurrencies, sumOf, isKnown = () => true }: SumRowProps<Row>) {
  return (
    <tr>
      {columns.map((column, index) => {
        if (index === 0) {
          return (
            <th key={column.name} scope="row">
              {say(word)}
            </th>
          )
        }
        return (
          <td key={column.name} className={isFigure(column) ? 'end' : undefined}>
            {isSummed(column) && isKnown(column) && (
              <CurrencyOfHead value={headCurrencies[index]}>
                <MoneyText of={sumOf(column)} />
              </CurrencyOfHead>
            )}
          </td>
        )
      })}
    </tr>
  )
}

/** Null when a row's amount is not known or the rows are in several currencies: such a sum would tell less than nothing. */
function pageSum<Row>(column: Column<Row>, { rows }: Listing<Row>): Money | null {
  if (!('money' in column) || column.unsummed) return null
  const amounts = rows.map(column.money).filter((amount) => amount !== null)
  const currency = currencyOf(amounts)
  return currency && amounts.length === rows.length ? sum(amounts, currency) : null
}

interface FootProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly listing: Listing<Row>
  readonly search: TableSearch
  readonly updating: boolean
  /** Absent where the table shows all that there is, and has no pages to turn. */
  readonly onSearch?: (change: SearchChange) => void
}

function Foot<Row>({ columns, listing, search, updating, onSearch }: FootProps<Row>) {
  const unit = useUnit()
  const { page = 1, size = pageSizes[0] } = search
  const tailed = columns.some((column) => {
    const total = pageSum(column, listing)
    return total !== null && 'money' in column && !addsUpAsShown(listing.rows.map(column.money), total, unit)
  })
  const pages = onSearch !== undefined && listing.count > pageSizes[0]
  if (!tailed && !pages && !updating) return null
  return (
    <div className="table-foot">
      {tailed && <span>{say('amount.rounding_note')}</span>}
      <span role="status">{updating && say('ui.updating')}</span>
      {pages && (
        <nav aria-label={say('ui.table.pages')}>
          <Pagination
            current={page}
            pageSize={size}
            total={listing.count}
            pageSizeOptions={[...pageSizes]}
            showSizeChanger={{ 'aria-label': say('ui.table.page_size_label') }}
            showTotal={(count, [from, to]) => say('ui.table.range', { from, to, count: count.toLocaleString('en-US') })}
            onChange={(nextPage, nextSize) =>
              onSearch?.({
                page: nextPage === 1 || nextSize !== size ? undefined : nextPage,
                size: nextSize === pageSizes[0] ? undefined : nextSize,
              })
            }
          />
        </nav>
      )}
    </div>
  )
}

function Nothing({ filtered, firstUse, onClear }: { filtered: boolean; firstUse: ReactNode; onClear: () => void }) {
  if (!filtered) return firstUse ?? <EmptyState kind="first_use" />
  return (
    <EmptyState
      kind="no_results"
      action={
        <button type="button" className="link" onClick={onClear}>
          {say('ui.filter.clear')}
        </button>
      }
    />
  )
}
