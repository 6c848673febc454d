import { type FilledForm, type FormPart, type FormValue, stepAt } from '@cofund/shared/documents/form'
import { sayValue } from '@cofund/shared/documents/form-text'
import { sayStepLabel } from '@cofund/shared/kernel/derivation-text'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { DerivationTree } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { Section } from '../ui/Page.tsx'

/** A statutory form as a sheet on the page: the same cells as on paper, each bound one opening into the step whose value it has. */
export const FormSheet = ({ of: form }: { of: FilledForm }) => (
  <article className="sheet">
    <header className="sheet-head">
      <h2>{say(form.template.title)}</h2>
      <p>{say('form.number', { number: form.about })}</p>
    </header>
    {form.parts.map((part, index) => (
      // oxlint-disable-next-line react/no-array-index-key
      <Part key={index} of={part} form={form} at={index} />
    ))}
  </article>
)

function Part({ of: part, form, at }: { of: FormPart; form: FilledForm; at: number }) {
  switch (part.as) {
    case 'cells':
      return (
        <Section title={say(part.title)}>
          <dl className="sheet-cells">
            {part.cells.map((cell, index) => (
              <div key={cell.name} className={cell.wide ? 'sheet-cell sheet-cell-wide' : 'sheet-cell'}>
                <dt>{say(cell.name)}</dt>
                <dd>
                  <Value of={cell} form={form} name={`cell-${at}-${index}`} title={say(cell.name)} />
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      )
    case 'table':
      return (
        <Section title={say(part.title)}>
          <div className="table table-plain">
            <section className="table-scroll" aria-label={say('ui.table.scroll', { title: say(part.title) })} tabIndex={0}>
              <table>
                <caption className="unseen">{say(part.title)}</caption>
                <thead>
                  <tr>
                    {part.columns.map((column, index) => (
                      // A column may stand twice: one recovery beside the other.
                      // oxlint-disable-next-line react/no-array-index-key
                      <th key={index} scope="col" className={index > 0 && part.rows.some((row) => isFigure(row[index])) ? 'end' : undefined}>
                        {say(column)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {part.rows.map((row, line) => (
                    // oxlint-disable-next-line react/no-array-index-key
                    <tr key={line}>
                      {row.map((value, index) => {
                        const Cell = index === 0 ? 'th' : 'td'
                        return (
                          // oxlint-disable-next-line react/no-array-index-key
                          <Cell key={index} {...(index === 0 ? { scope: 'row' } : {})} className={isFigure(value) ? 'end' : undefined}>
                            <Value of={value} form={form} name={`cell-${at}-${line}-${index}`} title={say(part.columns[index] ?? part.title)} />
                          </Cell>
                        )
                      })}
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          </div>
        </Section>
      )
    case 'opinions':
      return (
        <Section title={say(part.title)}>
          <dl className="sheet-cells">
            {part.opinions.map(({ body, opinion, person, on, document }) => (
              <div key={body.zh} className="sheet-cell sheet-cell-wide">
                <dt>{body[preferences().language]}</dt>
                <dd>
                  {opinion && <p>{opinion}</p>}
                  {document && <p>{say('form.document', { document })}</p>}
                  <p className="sheet-seal">
                    {say('form.seal_here')} {person} {on}
                  </p>
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      )
    case 'prose':
      return (
        <div className="sheet-prose">
          {part.paragraphs.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </div>
      )
  }
}

const isFigure = (value: FormValue | undefined): boolean => value?.value?.as === 'amount' || value?.value?.as === 'rate'

function Value({ of: cell, form, name, title }: { of: FormValue; form: FilledForm; name: string; title: string }) {
  const { language } = preferences()
  const text = sayValue(cell.value, language, cell.capitals)
  const step = cell.from && stepAt(form.derivations, cell.from)
  const shown = <span className={isFigure(cell) ? 'figure sheet-figure' : undefined}>{text}</span>
  if (!step) return cell.value === null ? <span className="unknown">{text}</span> : shown
  return (
    <DrillNumber name={name} title={`${title} · ${sayStepLabel(step, language)}`} into={() => <DerivationTree of={step} />}>
      {shown}
    </DrillNumber>
  )
}
