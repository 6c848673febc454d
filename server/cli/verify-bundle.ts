import { StartFailure } from '@cofund/db/start-failure'
import { auditWords } from '@cofund/shared/audit/audit.words'
import { readCheckpointFile } from '@cofund/shared/audit/checkpoint'
import { type EvidenceBundle, readBundle } from '@cofund/shared/audit/evidence'
import { remarksOn, sayFinding } from '@cofund/shared/audit/say-verification'
import { type Verification, isSound, verifyEvidence } from '@cofund/shared/audit/verify-evidence'
import type { Language } from '@cofund/shared/kernel/refusal'
import { sayWord } from '@cofund/shared/kernel/words'
import { nodeProofTools } from '../audit/proof-tools.ts'
import { readKeyFile, readText } from './text-files.ts'

interface Files {
  readonly bundle: string
  readonly checkpoints: readonly string[]
  readonly key: string
  readonly language: Language
}

/**
 * Verifies an exported bundle with nothing but these files: four verdicts, each with what it found first. 0 when all hold.
 * @throws StartFailure when one of the files is not what it should be
 */
export async function verifyBundle({ bundle: path, checkpoints: paths, key, language }: Files): Promise<number> {
  const publicKey = await readKeyFile(key)
  const checkpoints = await Promise.all(
    paths.map(async (name) => readCheckpointFile(await readText(name)) ?? Promise.reject(new StartFailure(`${name} is no checkpoint: it holds bytes, signature and publicKeyId`))),
  )
  const read = readBundle(await readText(path))
  if ('unreadableAt' in read) throw new StartFailure(`${path} is no bundle of evidence: it cannot be read at ${read.unreadableAt}`)
  const verification = await verifyEvidence({ bundle: read.bundle, checkpoints, publicKey }, nodeProofTools)
  for (const line of linesOf(verification, read.bundle, language)) console.log(line)
  return isSound(verification) ? 0 : 1
}

/** How many findings are told under a verdict; the page shows the same. */
const told = 20

function linesOf(verification: Verification, bundle: EvidenceBundle, language: Language): readonly string[] {
  const say = (key: keyof typeof auditWords, facts = {}): string => sayWord(auditWords[key], language, facts)
  const verdicts = verification.verdicts.flatMap(({ name, holds, count, findings }) => [
    `${holds ? 'ok   ' : 'WRONG'} ${say(`verdict.${name}`)}: ${say(`verdict.${name}.what`)}`,
    ...findings.slice(0, told).map((finding) => `      ${sayFinding(finding, language)}`),
    ...(count > told ? [`      ${say('verdict.more', { count: count - told })}`] : []),
  ])
  return [...verdicts, ...remarksOn(verification, bundle, language)]
}
