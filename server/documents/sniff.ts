import { isUtf8 } from 'node:buffer'
import type { DocumentKind } from '@cofund/shared/documents/document'

const magic: readonly (readonly [DocumentKind, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
]

/** What the first bytes say that a file is. Text is whatever holds no NUL: a table may come in any encoding. */
export function kindOfBytes(start: Buffer): DocumentKind {
  const known = magic.find(([, bytes]) => bytes.every((byte, index) => start[index] === byte))
  if (known) return known[0]
  if (start.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return isWorkbook(start) ? 'xlsx' : 'unknown'
  if (!isUtf8(start) && start.includes(0)) return 'unknown'
  // A table begins with a column's name; with this, only what is marked up.
  return /^(\u00ef\u00bb\u00bf)?\s*<(\?xml\s|([\w.-]+:)?Document[\s>])/.test(start.toString('latin1')) ? 'xml' : 'csv'
}

/** A workbook is an archive whose first parts lie under these names; which of them comes first is its writer's choice. */
const isWorkbook = (start: Buffer): boolean => ['[Content_Types].xml', '_rels/', 'xl/', 'docProps/'].includes(firstNameOf(start))

function firstNameOf(archive: Buffer): string {
  const length = archive.length >= 30 ? archive.readUInt16LE(26) : 0
  const name = archive.subarray(30, 30 + length).toString('latin1')
  return name === '[Content_Types].xml' ? name : `${name.split('/')[0]}/`
}
