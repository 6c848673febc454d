import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { PrintedForm } from '@cofund/shared/documents/form-text'
import type { Instant } from '@cofund/shared/kernel/instant'
import { refuse } from '@cofund/shared/refuse'
import type { NodeCompiler, NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler'

/**
 * A form as PDF/A-2a: tagged, with its font inside, and the same bytes for the same texts and moment. Why Typst: adr-forms-are-typeset.md.
 * Refuses where this machine has no typesetter; the page that shows the form prints as well.
 */
export async function typesetForm(form: PrintedForm, at: Instant): Promise<Uint8Array> {
  const compiler = await (loading ??= loadTypesetter())
  if (!compiler) return refuse('form.no_typesetter', {})
  const compiled = compiler.compile({ mainFileContent: template(), inputs: { form: JSON.stringify(form) } })
  const document = compiled.result
  if (!document) throw new Error(`the form ${form.title} does not typeset: ${JSON.stringify(compiled.takeDiagnostics()?.shortDiagnostics)}`)
  const pdf = render(compiler, document, Math.floor(Date.parse(at) / 1000))
  // What is kept between forms would grow with every form that differs.
  compiler.evictCache(4)
  return pdf
}

/** The archive's standard refuses a sign that no font has (an emoji in an opinion); then the form comes without it, not without a form. */
function render(compiler: NodeCompiler, document: NodeTypstDocument, creationTimestamp: number): Uint8Array {
  try {
    return compiler.pdf(document, { pdfStandard: 'a-2a', creationTimestamp })
  } catch {
    return compiler.pdf(document, { creationTimestamp })
  }
}

/** Once for the process, on the first form: engine and fonts are 60 MB that a server without forms need not hold. */
let loading: Promise<NodeCompiler | undefined> | undefined

async function loadTypesetter(): Promise<NodeCompiler | undefined> {
  // The engine is built for some platforms and not for others.
  const engine = await import('@myriaddreamin/typst-ts-node-compiler').catch(() => undefined)
  return engine?.NodeCompiler.create({ fontArgs: [{ fontPaths: [fontFolder()] }], workspace: fileURLToPath(new URL('.', import.meta.url)) })
}

/** 仿宋 and 小标宋 are not free: whoever owns them names their folder. */
const fontFolder = (): string => fileURLToPath(new URL('../fonts', import.meta.resolve('@embedpdf/fonts-sc')))

const template = (): string => (templateText ??= readFileSync(new URL('form.typ', import.meta.url), 'utf8'))
let templateText: string | undefined
