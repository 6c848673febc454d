import { type EvidenceBundle, readBundle } from '@cofund/shared/audit/evidence'
import { isSound, verifyEvidence } from '@cofund/shared/audit/verify-evidence'
import { nodeProofTools } from '../../server/audit/proof-tools.ts'
import { chainOf, entryOf, newKey, sha256, signCheckpoint } from '../kit/evidence.ts'

const [books, actsOfBook] = [20, 10_000]

/** Verification of a bundle, against its floor: hashing the same texts and reading them as JSON, and nothing else. */
export async function run(): Promise<void> {
  const { file, checkpoint, publicKey } = madeFile()
  const acts = books * actsOfBook
  console.log(`${acts} acts with as many entries but ${books}, ${(file.length / 2 ** 20).toFixed(0)} MB`)

  const reading = await timed(() => readBundle(file))
  if (!('bundle' in reading.answer)) throw new Error(`the bundle cannot be read at ${reading.answer.unreadableAt}`)
  const { bundle } = reading.answer
  const floor = await timed(() => {
    for (const { acts: texts } of bundle.streams) readAndHash(texts)
    for (const { texts } of bundle.entries) readAndHash(texts)
  })
  const verifying = await timed(() => verifyEvidence({ bundle, checkpoints: [checkpoint], publicKey }, nodeProofTools))
  if (!isSound(verifying.answer)) throw new Error('the bundle does not hold')

  const rate = (seconds: number) => `${Math.round(acts / seconds).toLocaleString('en')} acts/s`
  console.log(`floor, hashes and JSON alone: ${floor.seconds.toFixed(2)} s, ${rate(floor.seconds)}`)
  console.log(`verify: ${verifying.seconds.toFixed(2)} s, ${rate(verifying.seconds)}, ${(verifying.seconds / floor.seconds).toFixed(1)} × the floor (promised: 50,000)`)
  console.log(`read the file and verify: ${(reading.seconds + verifying.seconds).toFixed(2)} s, ${rate(reading.seconds + verifying.seconds)}`)
}

function readAndHash(texts: readonly string[]): void {
  for (const text of texts) JSON.parse(text)
  void nodeProofTools.digestTexts(texts)
}

/** Books of one organisation, each act with its entry, in the words of the database. */
function madeFile() {
  const key = newKey()
  const made = Array.from({ length: books }, (_, book) => {
    const name = `bok_${sha256(String(book)).slice(0, 24)}`
    const texts = Array.from({ length: actsOfBook - 1 }, (_entry, index) =>
      entryOf(name, index + 1, [{ head: 'cash', minor: 12_345n }, { head: 'interest_income', class: 'income', minor: -12_345n }]),
    )
    const planted = [{ kind: 'book.opened', facts: { bookId: name } }, ...texts.map((text) => ({ kind: 'entry.posted', facts: { bookId: name }, entries: [text] }))]
    return { name, texts, ...chainOf(name, 'org_bench', planted) }
  })
  const bundle: EvidenceBundle = {
    format: 'cofund-evidence-2',
    exportedAt: '2026-11-20T02:00:00.000000Z',
    scope: { organisations: ['org_bench'], books: [], from: null, to: null, subject: null },
    streams: made.map(({ name, acts }) => ({ stream: name, acts })),
    entries: made.map(({ name, texts }) => ({ book: name, texts })),
    documents: [],
    policies: [],
    derivations: [],
    rows: [],
    seals: [],
    rowsOmitted: 0,
  }
  return { file: JSON.stringify(bundle), checkpoint: signCheckpoint(key, made.map(({ head }) => head)), publicKey: key.publicKey }
}

async function timed<Answer>(work: () => Answer | Promise<Answer>): Promise<{ readonly answer: Answer; readonly seconds: number }> {
  const began = performance.now()
  const answer = await work()
  return { answer, seconds: (performance.now() - began) / 1000 }
}
