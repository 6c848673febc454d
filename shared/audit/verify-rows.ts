import type { BundledRow, BundledSeal, EvidenceBundle } from './evidence.ts'
import type { NamedSeal } from './evidence-texts.ts'
import type { Findings } from './finding.ts'
import { type ProofTools, digestOf } from './proof-tools.ts'
import type { BundledAct } from './verify-acts.ts'

/** An act's naming of a seal, and how late: of two, the later is written anew. */
interface Naming extends NamedSeal {
  readonly act: BundledAct
}

/** What a seal that holds says of a row: its lines in the order in which they were written. */
interface Line {
  readonly seal: string
  readonly written: string
  readonly said: string
  readonly act: BundledAct
}

/**
 * Each row must be what a seal says, the seal what an act names, and no later seal that is here may say anything else of it. Of a claim,
 * the rows that its acts say they wrote must be here.
 */
export async function verifyRows(
  { rows, seals, scope }: Pick<EvidenceBundle, 'rows' | 'seals' | 'scope'>,
  { acts, due }: { readonly acts: readonly BundledAct[]; readonly due: readonly BundledAct[] },
  tools: ProofTools,
  findings: Findings,
): Promise<void> {
  const named = new Map(acts.flatMap((act) => (act.seals ?? []).map((seal): [string, Naming] => [seal.seal, { ...seal, act }])))
  const lines = new Map<string, Line[]>()
  const here = new Set<string>()
  for (const seal of seals) {
    here.add(seal.seal)
    const naming = named.get(seal.seal)
    if (!naming) findings.add('seal_unnamed', { seal: seal.seal })
    else if (!(await isWhole(seal, naming, tools))) findings.add('seal_changed', { seal: seal.seal, stream: naming.act.stream, sequence: naming.act.sequence })
    else noteLines(seal, naming, lines)
  }
  await verifyEach(rows, { lines, here }, tools, findings)
  const met = new Set(rows.map(nameOf))
  for (const { names, stream, sequence } of due) {
    if (scope.subject?.kind !== 'claim' || names?.claim?.claim !== scope.subject.id) continue
    for (const row of names.claim.rows) {
      if (!met.has(row)) findings.add('row_missing', { row, stream, sequence })
      met.add(row)
    }
  }
}

const nameOf = ({ relation, key }: Pick<BundledRow, 'relation' | 'key'>): string => `${relation} ${key}`

async function isWhole({ pieces, opened }: BundledSeal, { digest, rows }: Naming, tools: ProofTools): Promise<boolean> {
  if ((await digestOf(tools, pieces.join(''))) !== digest || pieces.length !== Math.ceil(rows / linesOfPiece)) return false
  const digests = await tools.digestTexts(opened.map(({ lines }) => lines))
  return opened.every(({ piece }, index) => digests[index] === pieces[piece])
}

/** What db/definer.sql cuts a seal into. */
const linesOfPiece = 256
const hashLength = 64

function noteLines({ seal, opened }: BundledSeal, { act }: Naming, lines: Map<string, Line[]>): void {
  for (const { piece, lines: text } of opened) {
    for (let from = 0; from < text.length; from += 2 * hashLength) {
      const name = text.slice(from, from + hashLength)
      const own = lines.get(name) ?? []
      // By time, then by place within a seal: what was written twice in one transaction stands as it was written last.
      const written = `${act.recordedAt} ${String(act.sequence).padStart(12, '0')} ${String(piece).padStart(8, '0')} ${String(from).padStart(8, '0')}`
      own.push({ seal, written, said: text.slice(from + hashLength, from + 2 * hashLength), act })
      lines.set(name, own)
    }
  }
}

async function verifyEach(
  rows: readonly BundledRow[],
  { lines, here }: { readonly lines: ReadonlyMap<string, readonly Line[]>; readonly here: ReadonlySet<string> },
  tools: ProofTools,
  findings: Findings,
): Promise<void> {
  const names = await tools.digestTexts(rows.map(nameOf))
  const said = await tools.digestTexts(rows.map(({ text }) => text))
  for (const [index, row] of rows.entries()) {
    const [own, text] = [lines.get(names[index] ?? '') ?? [], said[index]]
    const line = own.filter((each) => each.seal === row.seal && each.said === text).toSorted((a, b) => (a.written < b.written ? 1 : -1))[0]
    const later = line && own.find((each) => each.written > line.written && each.said !== text)
    if (!here.has(row.seal)) findings.add('seal_missing', { seal: row.seal, row: nameOf(row) })
    else if (!line) findings.add('row_changed', { row: nameOf(row), seal: row.seal })
    else if (later) findings.add('row_outdated', { row: nameOf(row), stream: later.act.stream, sequence: later.act.sequence })
  }
}
