import type { CheckpointFile } from '@cofund/shared/audit/checkpoint'
import { type EvidenceBundle, readBundle } from '@cofund/shared/audit/evidence'
import { type Verification, isSound, verifyEvidence } from '@cofund/shared/audit/verify-evidence'
import { sayFinding } from '@cofund/shared/audit/say-verification'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeProofTools } from '../../../server/audit/proof-tools.ts'
import { newKey, plantedEvidence, sha256, signCheckpoint } from '../../kit/evidence.ts'
import { type Tampered, rechain, tamperings } from '../../kit/tamperings.ts'

const evidence = plantedEvidence()
const { key, heads } = evidence

const verify = (bundle: EvidenceBundle, checkpoints: readonly CheckpointFile[] = [evidence.checkpoint], publicKey = key.publicKey) =>
  verifyEvidence({ bundle, checkpoints, publicKey }, nodeProofTools)
const found = ({ verdicts }: Verification) => verdicts.flatMap(({ findings }) => findings)
const copy = (): Tampered => structuredClone({ bundle: evidence.bundle, checkpoint: evidence.checkpoint }) as Tampered

describe('a bundle as it was exported', () => {
  test('holds in all four verdicts; the one act after the checkpoint is not yet proven', async () => {
    const verification = await verify(evidence.bundle)
    expect(found(verification)).toEqual([])
    expect(verification.verdicts.map(({ name, holds }) => [name, holds])).toEqual([
      ['integrity', true],
      ['completeness', true],
      ['balance', true],
      ['derivations', true],
    ])
    expect(verification.unproven).toEqual({ acts: 1, streams: [{ stream: 'org_office', acts: 1 }] })
    expect(verification.looked).toEqual({ acts: 13, entries: 5, documents: 1, policies: 1, derivations: 1, rows: 0 })
  })

  test('is read from its file, and a file that is none says where', () => {
    expect(readBundle(JSON.stringify(evidence.bundle))).toEqual({ bundle: evidence.bundle })
    expect(readBundle('{')).toEqual({ unreadableAt: '/' })
    expect(readBundle(JSON.stringify({ ...evidence.bundle, streams: [{ stream: 's', acts: ['\uD800'] }] }))).toEqual({ unreadableAt: 'streams.0.acts.0' })
  })

  test('without any act after it, nothing is left to prove', async () => {
    const { bundle } = copy()
    bundle.streams.find(({ stream }) => stream === 'org_office')?.acts.pop()
    expect(await verify(bundle)).toMatchObject({ unproven: { acts: 0, streams: [] } })
  })
})

describe('what was changed is found and named:', () => {
  test.each(tamperings)('$deed → $found', async ({ tamper, found: code }) => {
    const tampered = copy()
    const facts = tamper(tampered) ?? {}
    const verification = await verify(tampered.bundle, [tampered.checkpoint])
    expect(isSound(verification)).toBe(false)
    const finding = found(verification).find((each) => each.code === code)
    expect(finding, JSON.stringify(found(verification))).toMatchObject({ code, facts })
    for (const language of ['zh', 'en'] as const) expect(finding && sayFinding(finding, language)).not.toMatch(/[{}]|undefined/)
  })

  test('one change of an act is one finding', async () => {
    const { bundle } = copy()
    const acts = bundle.streams[0]?.acts ?? []
    acts[2] = (acts[2] ?? '').replace('mem_1', 'mem_2')
    expect(found(await verify(bundle)).map(({ code }) => code)).toEqual(['act_changed'])
  })

  test('what an act says of the one before it is that act’s own change', async () => {
    const { bundle } = copy()
    const acts = bundle.streams[0]?.acts ?? []
    acts[3] = (acts[3] ?? '').replace(/"previous":"[0-9a-f]{64}"/, `"previous":"${sha256('x')}"`)
    expect(found(await verify(bundle))).toEqual([{ code: 'act_changed', facts: { stream: 'bok_pool', sequence: 4, kind: 'entry.posted' } }])
  })

  test('an act after the checkpoint that does not follow what was signed', async () => {
    const { bundle } = copy()
    const acts = bundle.streams.find(({ stream }) => stream === 'org_office')?.acts ?? []
    acts[4] = (acts[4] ?? '').replace(/"previous":"[0-9a-f]{64}"/, `"previous":"${sha256('x')}"`)
    expect(found(await verify(bundle))).toMatchObject([{ code: 'act_changed', facts: { sequence: 5 } }])
  })

  test('another key than the one that signed', async () => {
    const verification = await verify(evidence.bundle, undefined, newKey().publicKey)
    expect(found(verification)).toMatchObject([{ code: 'checkpoint_key', facts: { key: key.keyId } }])
    expect(verification.unproven.acts).toBe(13)
  })

  test('a forger’s own key and checkpoint are not the auditor’s', async () => {
    const forger = newKey()
    const forged = { ...signCheckpoint(forger, heads), publicKeyId: key.keyId }
    expect(found(await verify(evidence.bundle, [forged]))).toMatchObject([{ code: 'checkpoint_signature' }])
  })
})

describe('balance is judged by itself, whatever the hashes say', () => {
  const resigned = (bundle: EvidenceBundle) =>
    signCheckpoint(
      key,
      bundle.streams.map(({ stream, acts }) => ({ stream, organisation: 'org_office', sequence: acts.length, hash: sha256(acts.at(-1) ?? '') })),
    )

  test('an unbalanced entry with every hash and signature made anew fails balance alone', async () => {
    const tampered = copy()
    tamperings.find(({ found: code }) => code === 'entry_unbalanced')?.tamper(tampered)
    const { verdicts } = await verify(tampered.bundle, [resigned(tampered.bundle)])
    // The entry that reverses it is as it was, so the books say two things.
    expect(verdicts.map(({ holds }) => holds)).toEqual([true, true, false, true])
  })

  test.each([
    ['a transfer whose halves differ', 'bok_purse', 0, 'transfer_unbalanced', (text: string) => text.replaceAll('50000"', '49999"')],
    ['a reversal that undoes less', 'bok_pool', 3, 'reversal_differs', (text: string) => text.replaceAll('6000000"', '5999999"')],
  ])('%s', async (_, book, index, code, change) => {
    const { bundle } = copy()
    const texts = bundle.entries.find(({ book: name }) => name === book)?.texts ?? []
    texts[index] = change(texts[index] ?? '')
    expect(found(await verify(bundle)).map((finding) => finding.code)).toContain(code)
  })
})

describe('several checkpoints', () => {
  const [first] = [evidence.checkpoint]
  const second = signCheckpoint(
    key,
    evidence.bundle.streams.map(({ stream, acts }) => ({ stream, organisation: 'org_office', sequence: acts.length, hash: sha256(acts.at(-1) ?? '') })),
    { number: 2, previous: sha256(first.bytes) },
  )

  test('a bundle leads to each of them', async () => {
    const verification = await verify(evidence.bundle, [second, first])
    expect(found(verification)).toEqual([])
    expect(verification).toMatchObject({ unproven: { acts: 0 }, checkpoints: [{ number: 1 }, { number: 2 }] })
  })

  test('a history rewritten between them is found by the older', async () => {
    const tampered = copy()
    const acts = tampered.bundle.streams[0]?.acts ?? []
    acts[1] = (acts[1] ?? '').replace('mem_1', 'mem_2')
    rechain(acts, 2)
    const later = signCheckpoint(key, [{ stream: 'bok_pool', organisation: 'org_office', sequence: acts.length, hash: sha256(acts.at(-1) ?? '') }], { number: 2, previous: sha256(first.bytes) })
    expect(found(await verify(tampered.bundle, [first, later]))).toContainEqual({ code: 'stream_rewritten', facts: { stream: 'bok_pool', sequence: acts.length, checkpoint: 1 } })
  })

  test('one that does not name the one before it, and two under one number', async () => {
    const loose = signCheckpoint(key, heads, { number: 2, previous: sha256('something else') })
    expect(found(await verify(evidence.bundle, [first, loose]))).toMatchObject([{ code: 'checkpoint_predecessor', facts: { number: 2 } }])
    expect(found(await verify(evidence.bundle, [second, loose]))).toMatchObject([{ code: 'checkpoint_forked', facts: { number: 2 } }])
  })
})

describe('a period', () => {
  // Acts of a stream are recorded on the 1st, 2nd, 3rd … of November.
  const period = (): Tampered['bundle'] => {
    const { bundle } = copy()
    bundle.scope = { ...bundle.scope, from: '2026-11-03', to: '2026-11-04' }
    return bundle
  }

  test('needs the acts from the last before it to the checkpoint, and the entries of its own days', async () => {
    const bundle = period()
    bundle.streams.find(({ stream }) => stream === 'bok_pool')?.acts.splice(0, 1)
    const pool = bundle.entries.find(({ book }) => book === 'bok_pool')
    // Entry 1 was recorded on the 2nd, 2 and 3 on the days asked for, 4 on the 5th.
    pool?.texts.splice(3, 1)
    pool?.texts.splice(0, 1)
    bundle.entries = bundle.entries.filter(({ book }) => book !== 'bok_purse')
    bundle.documents = []
    expect(found(await verify(bundle))).toEqual([])
  })

  test('that begins one act late is not complete', async () => {
    const bundle = period()
    bundle.streams.find(({ stream }) => stream === 'bok_pool')?.acts.splice(0, 2)
    expect(found(await verify(bundle)).filter(({ code }) => code === 'acts_missing')).toEqual([{ code: 'acts_missing', facts: { stream: 'bok_pool', from: 1, to: 2 } }])
  })
})

describe('any change of one byte', () => {
  const hashed = evidence.bundle.streams.flatMap(({ stream, acts }, at) => acts.map((_, index) => ({ part: 'streams', at, index, name: stream } as const)))
  // The last act of the organisation's stream came after the checkpoint: it is not proven, and says so.
  const proven = hashed.filter(({ name, index }) => name !== 'org_office' || index < 4)
  const entries = evidence.bundle.entries.flatMap(({ texts }, at) => texts.map((_, index) => ({ part: 'entries', at, index } as const)))
  const policies = evidence.bundle.policies.map((_, at) => ({ part: 'policies', at, index: 0 }) as const)

  test('of a hashed text is detected', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...proven, ...entries, ...policies), fc.nat(), fc.integer({ min: 1, max: 255 }), async ({ part, at, index }, place, flip) => {
        const { bundle } = copy()
        const change = (text: string): string => {
          const bytes = Buffer.from(text)
          bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ flip
          return bytes.toString()
        }
        if (part === 'streams') (bundle.streams[at] ?? { acts: [] }).acts[index] = change(bundle.streams[at]?.acts[index] ?? '')
        else if (part === 'entries') (bundle.entries[at] ?? { texts: [] }).texts[index] = change(bundle.entries[at]?.texts[index] ?? '')
        else (bundle.policies[at] ?? { text: '' }).text = change(bundle.policies[at]?.text ?? '')
        const { verdicts } = await verify(bundle)
        expect(verdicts[0]?.holds && verdicts[1]?.holds).toBe(false)
      }),
      { numRuns: 400 },
    )
  })

  test('of the checkpoint is detected', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 127 }), async (place, flip) => {
        const bytes = Buffer.from(evidence.checkpoint.bytes)
        bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ flip
        const { verdicts } = await verify(evidence.bundle, [{ ...evidence.checkpoint, bytes: bytes.toString() }])
        expect(verdicts[0]?.holds).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})
