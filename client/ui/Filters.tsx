import { CloseOutlined, SearchOutlined } from '@ant-design/icons'
import { Input, Select } from 'antd'
import { Suspense, lazy, useEffect, useState } from 'react'
import { type Named, say, sayName } from '../say.ts'

const DaysFilter = lazy(() => import('./DaysFilter.tsx'))

/** What an address says of a table: page and order, and its filters beside them, each under its name. */
export interface TableSearch {
  readonly page?: number | undefined
  readonly size?: number | undefined
  readonly sort?: string | undefined
  readonly descending?: boolean | undefined
}

/** What changes in the address; undefined takes a part away. */
export type SearchChange = Readonly<Record<string, unknown>>

/** One way to narrow a table; its `name` is its place in the address. A constant of the module, but for choices that are data. */
export type Filter = Named & { readonly name: string } & (
    | { readonly as: 'text' }
    | { readonly as: 'choice'; readonly choices: readonly Choice[] }
    | { readonly as: 'days'; readonly to: string }
  )

export type Choice = Named & { readonly value: string }

interface FiltersProps {
  readonly filters: readonly Filter[]
  readonly search: TableSearch
  readonly onSearch: (change: SearchChange) => void
}

/** The filter row, and below it the filters that hold, each to be taken off by itself. */
export function Filters({ filters, search, onSearch }: FiltersProps) {
  const active = filters.flatMap((filter) => chipsOf(filter, search))
  return (
    <search className="filters" aria-label={say('ui.filter.group')}>
      <div className="filter-row">
        {filters.map((filter) => (
          <Control key={filter.name} filter={filter} search={search} onSearch={onSearch} />
        ))}
      </div>
      {active.length > 0 && (
        <div className="chips">
          {active.map(({ name, text }) => (
            <button
              key={name}
              type="button"
              className="chip"
              aria-label={say('ui.filter.remove', { filter: text })}
              onClick={() => onSearch({ [name]: undefined })}
            >
              {text}
              <CloseOutlined aria-hidden="true" />
            </button>
          ))}
          <button type="button" className="link" onClick={() => onSearch(withoutFilters(filters))}>
            {say('ui.filter.clear')}
          </button>
        </div>
      )}
    </search>
  )
}

function Control({ filter, search, onSearch }: { filter: Filter } & Omit<FiltersProps, 'filters'>) {
  const title = sayName(filter)
  switch (filter.as) {
    case 'text':
      return (
        <TextFilter title={title} value={textAt(search, filter.name)} onChange={(text) => onSearch({ [filter.name]: text })} />
      )
    case 'choice':
      return (
        <Select
          className="filter-choice"
          aria-label={title}
          placeholder={title}
          allowClear
          showSearch={filter.choices.length > 8 ? { optionFilterProp: 'label' } : false}
          popupMatchSelectWidth={false}
          value={textAt(search, filter.name)}
          options={filter.choices.map((choice) => ({ value: choice.value, label: sayName(choice) }))}
          onChange={(value?: string) => onSearch({ [filter.name]: value })}
        />
      )
    case 'days':
      return (
        <Suspense fallback={<span className="filter-days" />}>
          <DaysFilter
            title={title}
            from={textAt(search, filter.name)}
            to={textAt(search, filter.to)}
            onChange={(from, to) => onSearch({ [filter.name]: from, [filter.to]: to })}
          />
        </Suspense>
      )
  }
}

interface TextFilterProps {
  readonly title: string
  readonly value: string | undefined
  readonly onChange: (text: string | undefined) => void
}

/** Sent by Enter or on leaving: each keystroke of an input method would otherwise be a query. */
function TextFilter({ title, value, onChange }: TextFilterProps) {
  const [typed, setTyped] = useState(value ?? '')
  useEffect(() => setTyped(value ?? ''), [value])
  const send = (text: string) => {
    const trimmed = text.trim() || undefined
    if (trimmed !== value) onChange(trimmed)
  }
  return (
    <Input
      className="filter-text"
      type="search"
      aria-label={title}
      placeholder={title}
      prefix={<SearchOutlined aria-hidden="true" />}
      allowClear
      value={typed}
      onChange={({ target, type }) => {
        setTyped(target.value)
        if (type === 'click') send(target.value)
      }}
      onPressEnter={() => send(typed)}
      onBlur={() => send(typed)}
    />
  )
}

const textAt = (search: TableSearch, name: string): string | undefined => {
  const value = (search as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : undefined
}

function chipsOf(filter: Filter, search: TableSearch): { name: string; text: string }[] {
  const title = sayName(filter)
  const chip = (name: string, head: string, value: string | undefined) =>
    value === undefined ? [] : [{ name, text: say('ui.filter.active', { title: head, value }) }]
  const value = textAt(search, filter.name)
  switch (filter.as) {
    case 'text':
      return chip(filter.name, title, value)
    case 'choice': {
      const chosen = filter.choices.find((choice) => choice.value === value)
      return chip(filter.name, title, chosen ? sayName(chosen) : value)
    }
    case 'days':
      return [
        ...chip(filter.name, say('ui.filter.from', { title }), value),
        ...chip(filter.to, say('ui.filter.to', { title }), textAt(search, filter.to)),
      ]
  }
}

const namesOf = (filters: readonly Filter[]): string[] =>
  filters.flatMap((filter) => (filter.as === 'days' ? [filter.name, filter.to] : [filter.name]))

export const isFiltered = (filters: readonly Filter[], search: TableSearch): boolean =>
  namesOf(filters).some((name) => textAt(search, name) !== undefined)

export const withoutFilters = (filters: readonly Filter[]): SearchChange =>
  Object.fromEntries(namesOf(filters).map((name) => [name, undefined]))
