import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { answerCases } from '@cofund/shared/calc'
import { parseExactJson } from '@cofund/shared/kernel/decimal'
import type { Language } from '@cofund/shared/kernel/refusal'
import { readLanguage } from './language.ts'

const usage = 'usage: pnpm cofund calc FILE|- [--lang zh|en]'

/**
 * Answers the cases in a JSON file, or on standard input, on standard output: one result, or an array in the same order. Kinds
 * and their inputs stand in shared/calc.input.ts. 0: every case has its answer or its refusal; 1: the program failed on
 * one; 2: nothing could be read, said in one line.
 */
export async function run(args: readonly string[]): Promise<number> {
  const call = readCall(args)
  if (!call) return fail(usage)
  let document: unknown
  try {
    document = await readDocument(call.file)
  } catch (reason) {
    return fail(`${call.file}: ${oneLine(reason)}`)
  }
  let exitCode = 0
  const answer = answerCases(document, call.language, (bug) => {
    console.error(bug)
    exitCode = 1
  })
  process.stdout.write(toText(answer))
  return exitCode
}

function readCall(args: readonly string[]): { readonly file: string; readonly language: Language } | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { lang: { type: 'string' } }, allowPositionals: true })
    const [file, ...others] = positionals
    const language = readLanguage(values.lang)
    return file !== undefined && others.length === 0 && language ? { file, language } : undefined
  } catch {
    return undefined
  }
}

async function readDocument(file: string): Promise<unknown> {
  const bytes = file === '-' ? await buffer(process.stdin) : await readFile(file)
  // A byte order mark is dropped; what is not UTF-8 is refused rather than read as something else.
  return parseExactJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
}

/** One result indented for reading; of several, one on each line. */
const toText = (answer: unknown): string =>
  Array.isArray(answer)
    ? `[${answer.map((item) => `\n  ${JSON.stringify(item)}`).join(',')}${answer.length > 0 ? '\n' : ''}]\n`
    : `${JSON.stringify(answer, null, 2)}\n`

function fail(line: string): number {
  console.error(line)
  return 2
}

const oneLine = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason)).replaceAll(/\s+/g, ' ')
