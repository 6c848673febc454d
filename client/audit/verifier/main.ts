import { auditWords } from '@cofund/shared/audit/audit.words'
import { type CheckpointFile, readCheckpointFile, readPublicKey } from '@cofund/shared/audit/checkpoint'
import { type EvidenceBundle, readBundle } from '@cofund/shared/audit/evidence'
import { remarksOn, sayFinding } from '@cofund/shared/audit/say-verification'
import { type Verdict, type Verification, isSound, verifyEvidence } from '@cofund/shared/audit/verify-evidence'
import type { Language } from '@cofund/shared/kernel/refusal'
import { sayWord } from '@cofund/shared/kernel/words'
import { z } from 'zod'
import { browserProofTools } from './browser-proof-tools.ts'
import { verifierWords } from './verifier.words.ts'

// The page's own content policy forbids `eval`, which zod would try once for speed.
z.config({ jitless: true })

/** What the reader has given so far, each file known by what it holds. */
interface Given {
  readonly bundle?: { readonly name: string; readonly bundle: EvidenceBundle }
  readonly checkpoints: readonly { readonly name: string; readonly file: CheckpointFile }[]
  readonly key?: { readonly name: string; readonly publicKey: string; readonly fingerprint: string }
  readonly problems: readonly { readonly word: 'verifier.unknown' | 'verifier.unreadable' | 'verifier.failed'; readonly facts: Readonly<Record<string, string>> }[]
}

const nothing: Given = { checkpoints: [], problems: [] }
/** How many findings are told under a verdict; the command line tells as many. */
const told = 20

let language: Language = navigator.language.startsWith('zh') ? 'zh' : 'en'
let given = nothing
let verification: Verification | undefined
let working = false

const catalogue = { ...auditWords, ...verifierWords }
const say = (key: keyof typeof catalogue, facts: Readonly<Record<string, string | number>> = {}): string => sayWord(catalogue[key], language, facts)

const page = document.getElementById('page')
draw()

function draw(): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  document.title = `${say('verifier.title')} · ${say('verifier.product')}`
  page?.replaceChildren(
    element('header', { className: 'head' }, [
      element('div', {}, [element('h1', {}, [say('verifier.title')]), element('p', {}, [say('verifier.about')])]),
      button(say('verifier.language'), () => {
        language = language === 'zh' ? 'en' : 'zh'
        draw()
      }),
    ]),
    element('main', {}, [dropZone(), files(), element('div', { role: 'status' }, verification ? [result(verification)] : working ? [element('p', {}, [say('verifier.working')])] : []), ...(verification ? details(verification) : [])]),
  )
}

function dropZone(): HTMLElement {
  const input = element('input', { type: 'file', multiple: true, className: 'unseen' })
  input.addEventListener('change', () => void take([...(input.files ?? [])]))
  const zone = element('div', { className: 'drop' }, [
    element('p', {}, [say('verifier.drop')]),
    element('label', { className: 'choose' }, [say('verifier.choose'), input]),
  ])
  zone.addEventListener('dragover', (event) => {
    event.preventDefault()
    zone.classList.add('over')
  })
  zone.addEventListener('dragleave', () => zone.classList.remove('over'))
  zone.addEventListener('drop', (event) => {
    event.preventDefault()
    zone.classList.remove('over')
    void take([...(event.dataTransfer?.files ?? [])])
  })
  return zone
}

function files(): HTMLElement {
  const { bundle, checkpoints, key, problems } = given
  const line = (word: keyof typeof verifierWords, name: string | undefined) => [element('dt', {}, [say(word)]), element('dd', {}, [name ?? say('verifier.awaited')])]
  const any = bundle !== undefined || key !== undefined || checkpoints.length > 0 || problems.length > 0
  return element('div', {}, [
    element('dl', {}, [
      ...line('verifier.bundle', bundle?.name),
      ...line('verifier.checkpoint', checkpoints.length > 0 ? checkpoints.map(({ name }) => name).join(', ') : undefined),
      ...line('verifier.key', key?.name),
    ]),
    ...problems.map(({ word, facts }) => element('p', { className: 'problem', role: 'alert' }, [say(word, facts)])),
    ...(any
      ? [
          button(say('verifier.again'), () => {
            given = nothing
            verification = undefined
            draw()
          }),
        ]
      : []),
  ])
}

function result(of: Verification): HTMLElement {
  const wrong = of.verdicts.filter(({ holds }) => !holds).length
  return isSound(of)
    ? element('p', { className: 'result sound' }, [`✓ ${say('verifier.sound')}`])
    : element('p', { className: 'result unsound' }, [`✗ ${say('verifier.unsound', { count: wrong })}`])
}

function details(of: Verification): readonly HTMLElement[] {
  const remarks = [
    ...(given.bundle ? remarksOn(of, given.bundle.bundle, language) : []),
    say('verifier.fingerprint', { fingerprint: given.key?.fingerprint ?? '' }),
  ]
  return [
    element('section', { ariaLabel: say('verifier.verdicts') }, [element('h2', {}, [say('verifier.verdicts')]), ...of.verdicts.map(verdict)]),
    element('section', { ariaLabel: say('verifier.remarks') }, [
      element('h2', {}, [say('verifier.remarks')]),
      element('ul', {}, remarks.map((remark) => element('li', {}, [remark]))),
    ]),
  ]
}

function verdict({ name, holds, count, findings }: Verdict): HTMLElement {
  const shown = findings.slice(0, told).map((finding) => sayFinding(finding, language))
  const rest = count > shown.length ? [say('verdict.more', { count: count - shown.length })] : []
  return element('article', { className: `verdict ${holds ? 'holds' : 'fails'}` }, [
    element('h3', {}, [
      say(`verdict.${name}`),
      element('span', { className: 'sign' }, [holds ? `✓ ${say('verdict.holds')}` : `✗ ${say('verdict.fails')}`]),
    ]),
    element('p', {}, [say(`verdict.${name}.what`)]),
    ...(holds ? [] : [element('ul', {}, [...shown, ...rest].map((line) => element('li', {}, [line])))]),
  ])
}

/** Takes files in any order; once there is one of each kind, verifies. */
async function take(chosen: readonly File[]): Promise<void> {
  given = { ...given, problems: [] }
  for (const file of chosen) given = await taken(file)
  verification = undefined
  const { bundle, checkpoints, key } = given
  working = bundle !== undefined && key !== undefined && checkpoints.length > 0
  draw()
  if (!bundle || !key || checkpoints.length === 0) return
  await new Promise((resolve) => setTimeout(resolve, 50))
  try {
    verification = await verifyEvidence({ bundle: bundle.bundle, checkpoints: checkpoints.map(({ file }) => file), publicKey: key.publicKey }, browserProofTools)
  } catch (error) {
    given = { ...given, problems: [{ word: 'verifier.failed', facts: { reason: String(error) } }] }
  }
  working = false
  draw()
}

async function taken(file: File): Promise<Given> {
  const { name } = file
  const text = await textOf(file)
  const problem = (word: Given['problems'][number]['word'], facts: Readonly<Record<string, string>> = {}): Given => ({
    ...given,
    problems: [...given.problems, { word, facts: { name, ...facts } }],
  })
  if (text === undefined) return problem('verifier.unknown')
  const publicKey = readPublicKey(text)
  if (publicKey !== undefined) return { ...given, key: { name, publicKey, fingerprint: await browserProofTools.digestBase64(publicKey) } }
  const checkpoint = readCheckpointFile(text)
  if (checkpoint) return { ...given, checkpoints: [...given.checkpoints.filter((other) => other.name !== name), { name, file: checkpoint }] }
  const read = readBundle(text)
  if ('bundle' in read) return { ...given, bundle: { name, bundle: read.bundle } }
  return text.includes('cofund-evidence-') ? problem('verifier.unreadable', { place: read.unreadableAt }) : problem('verifier.unknown')
}

/** Undefined for what is no text: bytes that UTF-8 does not allow must not be read as if they were others. */
async function textOf(file: File): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
  } catch {
    return undefined
  }
}

type Properties<Name extends keyof HTMLElementTagNameMap> = Partial<Pick<HTMLElementTagNameMap[Name], keyof HTMLElementTagNameMap[Name]>>

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties<Name> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  Object.assign(made, properties)
  made.append(...children)
  return made
}

function button(label: string, onPress: () => void): HTMLElement {
  const made = element('button', { type: 'button' }, [label])
  made.addEventListener('click', onPress)
  return made
}
