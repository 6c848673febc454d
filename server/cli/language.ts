import type { Language } from '@cofund/shared/kernel/refusal'

/** The language that --lang asks for, else the reader's locale as POSIX ranks its variables; undefined for one that we do not speak. */
export function readLanguage(asked: string | undefined, { LC_ALL, LC_MESSAGES, LANG } = process.env): Language | undefined {
  if (asked === undefined) return (LC_ALL || LC_MESSAGES || LANG || '').startsWith('zh') ? 'zh' : 'en'
  return asked === 'zh' || asked === 'en' ? asked : undefined
}
