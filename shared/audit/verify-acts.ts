import { type ActText, type Named, namedBy, readAct } from './evidence-texts.ts'
import type { Findings } from './finding.ts'

/** One act of a stream as the bundle has it: of its facts only what they name, since a bundle has hundreds of thousands. */
export interface BundledAct extends Pick<ActText, 'stream' | 'sequence' | 'previous' | 'recordedAt' | 'kind' | 'entries' | 'seals'> {
  readonly hash: string
  readonly names: Named | undefined
}

/** What checkpoints say of one stream: at which place it stood, with which hash, by which checkpoint. */
export type Anchors = ReadonlyMap<number, { readonly hash: string; readonly checkpoint: number }>

interface StreamToVerify {
  readonly stream: string
  readonly texts: readonly string[]
  readonly digests: readonly string[]
  /** The hash of the stream's name: what its first act names as the one before it. */
  readonly nameDigest: string
  readonly anchors: Anchors
  /** A period's stream may begin with the last act before it; otherwise with its first. */
  readonly from: string
}

/**
 * Walks a stream back from its end: each act must be what the one after it, or a checkpoint, names. Answers the acts in the
 * order of their places. One act that was changed is one finding: what it says itself of the act before it is then not heard.
 */
export function verifyActs({ stream, texts, digests, nameDigest, anchors, from }: StreamToVerify, findings: Findings): readonly BundledAct[] {
  const acts = readActs({ stream, texts, digests }, findings)
  const last = acts.at(-1)?.sequence ?? 0
  const signed = Math.max(0, ...anchors.keys())
  if (signed > last) findings.add('tail_missing', { stream, last, signed, checkpoint: anchors.get(signed)?.checkpoint ?? 0 })

  const chain: BundledAct[] = []
  // The act one place further up, where it can be heard on the act before it.
  let successor: BundledAct | undefined
  for (let end = acts.length; end > 0; ) {
    const place = acts[end - 1]?.sequence ?? 0
    let start = end - 1
    while (start > 0 && acts[start - 1]?.sequence === place) start -= 1
    const anchor = anchors.get(place)
    const wanted = anchor?.hash ?? successor?.previous
    const here = acts.slice(start, end)
    const act = here.find(({ hash }) => hash === wanted) ?? here[0]
    if (!act) break
    for (const other of here) if (other !== act) findings.add('act_inserted', { stream, sequence: place, kind: other.kind })

    const agreed = successor === undefined || act.hash === successor.previous
    const asSigned = anchor === undefined ? undefined : act.hash === anchor.hash
    // As its successor names it and not as it was signed: both were written anew, or nothing comes after it to tell by.
    if (anchor && asSigned === false && agreed) findings.add('stream_rewritten', { stream, sequence: place, checkpoint: anchor.checkpoint })
    else if (!agreed) findings.add('act_changed', changed(asSigned ? (successor ?? act) : act))

    const heard = asSigned ?? agreed
    chain.push(act)
    end = start
    const before = acts[start - 1]?.sequence ?? 0
    if (before > 0 && before < place - 1) findings.add('acts_missing', { stream, from: before + 1, to: place - 1 })
    successor = heard && before === place - 1 ? act : undefined
    if (before === 0) verifyBeginning({ stream, act, heard, nameDigest, anchors, from }, findings)
  }
  return chain.toReversed()
}

const changed = ({ stream, sequence, kind }: BundledAct) => ({ stream, sequence, kind })

/** The texts that say what an act says, in the order of their places. */
function readActs({ stream, texts, digests }: Pick<StreamToVerify, 'stream' | 'texts' | 'digests'>, findings: Findings): BundledAct[] {
  const acts: BundledAct[] = []
  let ordered = true
  for (const [index, text] of texts.entries()) {
    const act = readAct(text)
    const position = index + 1
    if (!act) findings.add('act_unreadable', { stream, position })
    else if (act.stream !== stream) findings.add('act_elsewhere', { stream, position, other: act.stream, sequence: act.sequence })
    else {
      if (ordered && act.sequence < (acts.at(-1)?.sequence ?? 0)) {
        findings.add('act_out_of_order', { stream, sequence: act.sequence, after: acts.at(-1)?.sequence ?? 0 })
        ordered = false
      }
      const { sequence, previous, recordedAt, kind, entries, seals } = act
      acts.push({ stream, sequence, previous, recordedAt, kind, entries, hash: digests[index] ?? '', names: namedBy(act), ...(seals && { seals }) })
    }
  }
  return ordered ? acts : acts.toSorted((a, b) => a.sequence - b.sequence)
}

interface Beginning extends Pick<StreamToVerify, 'stream' | 'nameDigest' | 'anchors' | 'from'> {
  readonly act: BundledAct
  readonly heard: boolean
}

function verifyBeginning({ stream, act, heard, nameDigest, anchors, from }: Beginning, findings: Findings): void {
  const { sequence, previous, recordedAt } = act
  if (sequence > 1 && recordedAt >= from) findings.add('acts_missing', { stream, from: 1, to: sequence - 1 })
  const wanted = sequence === 1 ? nameDigest : anchors.get(sequence - 1)?.hash
  if (heard && wanted !== undefined && previous !== wanted) findings.add('act_changed', changed(act))
}
