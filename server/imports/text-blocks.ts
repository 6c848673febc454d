import { isUtf8 } from 'node:buffer'
import { importLimits } from '@cofund/shared/imports/import-shape'
import { refuse } from '@cofund/shared/refuse'

/** Thrown when a file that was read as UTF-8 is not, and may be GB18030. */
export class NotUtf8 extends Error {}

const lineFeed = 0x0a

/**
 * The bytes of a text as UTF-8, in blocks that end where a line ends. In both encodings a line feed is never part of a
 * longer character, so a block can be judged, and decoded, by itself.
 * @throws Refusal import.wrong_encoding, import.record_too_long, import.too_large, with the place
 * @throws NotUtf8 when `encoding` is utf-8 and the text is none, nor one that was damaged
 */
export async function* textBlocks(source: AsyncIterable<Buffer>, encoding: 'utf-8' | 'gb18030'): AsyncGenerator<Buffer> {
  let carry = Buffer.alloc(0)
  let [bytes, lines] = [0, 0]
  let marked = false

  const decoded = (block: Buffer): Buffer => {
    const first = bytes === 0
    const start = first && hasByteOrderMark(block) ? 3 : 0
    marked ||= start > 0
    const text = block.subarray(start)
    const read = encoding === 'utf-8' ? isUtf8(text) && text : fromGb18030(text)
    if (!read) {
      if (encoding === 'utf-8' && !marked && !isDamagedUtf8(text)) throw new NotUtf8()
      const fault = encoding === 'utf-8' ? faultIn(text, isUtf8) : faultIn(text, (part) => fromGb18030(part) !== undefined)
      refuse('import.wrong_encoding', { line: lines + countLines(text.subarray(0, fault)) + 1, byte: bytes + start + fault + 1 })
    }
    bytes += block.length
    if (bytes > importLimits.csvBytes) refuse('import.too_large', { limitMiB: importLimits.csvBytes / 2 ** 20 })
    lines += countLines(block)
    return read
  }

  for await (const piece of source) {
    const end = piece.lastIndexOf(lineFeed) + 1
    if (end === 0) {
      carry = Buffer.concat([carry, piece])
    } else {
      yield decoded(Buffer.concat([carry, piece.subarray(0, end)]))
      carry = Buffer.from(piece.subarray(end))
    }
    // A line that goes on and on: told now, before the memory it would take.
    if (carry.length > importLimits.recordBytes) refuse('import.record_too_long', { line: lines + 1, limitKiB: importLimits.recordBytes / 1024 })
  }
  if (carry.length > 0) yield decoded(carry)
}

const hasByteOrderMark = (block: Buffer): boolean => block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf

function fromGb18030(block: Buffer): Buffer | undefined {
  try {
    return Buffer.from(new TextDecoder('gb18030', { fatal: true }).decode(block))
  } catch {
    return undefined
  }
}

function countLines(block: Buffer): number {
  let count = 0
  for (let at = block.indexOf(lineFeed); at !== -1; at = block.indexOf(lineFeed, at + 1)) count += 1
  return count
}

/** Where the first character that cannot be read begins: after the longest readable part, found line by line and then by halves. */
function faultIn(block: Buffer, readable: (part: Buffer) => boolean): number {
  let lineStart = 0
  for (let end = block.indexOf(lineFeed) + 1; end > 0 && readable(block.subarray(lineStart, end)); end = block.indexOf(lineFeed, end) + 1) lineStart = end
  const lineEnd = block.indexOf(lineFeed, lineStart)
  const line = block.subarray(lineStart, lineEnd === -1 ? undefined : lineEnd)
  // A part that breaks off inside a character can be read once the character's last byte (of at most four) has come.
  const begun = (length: number) => [0, 1, 2, 3].some((more) => length + more <= line.length && readable(line.subarray(0, length + more)))
  let [sound, unsound] = [0, line.length]
  while (unsound - sound > 1) {
    const middle = (sound + unsound) >> 1
    if (begun(middle)) sound = middle
    else unsound = middle
  }
  return lineStart + sound
}

/**
 * Whether a text that is not UTF-8 was meant to be: more of its characters beyond ASCII are sound than broken. Text in
 * GB18030 looks like UTF-8 only by rare accident, but almost any damaged UTF-8 could be read as GB18030, into nonsense.
 */
function isDamagedUtf8(block: Buffer): boolean {
  let [sound, broken] = [0, 0]
  for (let at = 0; at < block.length; at += 1) {
    const byte = block[at] ?? 0
    if (byte < 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    if (byte >= 0xc2 && isUtf8(block.subarray(at, at + length)) && at + length <= block.length) {
      sound += 1
      at += length - 1
    } else broken += 1
  }
  return sound > broken
}
