interface TipProps {
  readonly title: string
  readonly lines: readonly { readonly key: string; readonly colour: string; readonly name: string; readonly text: string }[]
  readonly note?: string | undefined
}

/** The exact figures under the pointer. */
export function Tip({ title, lines, note }: TipProps) {
  return (
    <div className="chart-tip">
      <strong>{title}</strong>
      <ul>
        {lines.map(({ key, colour, name, text }) => (
          <li key={key}>
            <span>
              <span className="swatch" style={{ color: colour }} />
              {name}
            </span>
            <span className="figure">{text}</span>
          </li>
        ))}
      </ul>
      {note && <p>{note}</p>}
    </div>
  )
}
