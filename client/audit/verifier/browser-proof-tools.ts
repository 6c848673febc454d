import type { ProofTools } from '@cofund/shared/audit/proof-tools'
import { hashes, verify } from '@noble/ed25519'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

hashes.sha512 = sha512

/**
 * In JavaScript throughout. A browser's own crypto is closed to pages that came over plain http, knows Ed25519 only since
 * Chromium 137, and takes longer for many short texts, each of which is a promise.
 */
export const browserProofTools: ProofTools = {
  digestTexts: async (texts) => {
    const digests: string[] = []
    for (const text of texts) {
      // Now and then the page gets to breathe.
      if (digests.length % 5_000 === 4_999) await new Promise((resolve) => setTimeout(resolve))
      digests.push(bytesToHex(sha256(encoder.encode(text))))
    }
    return digests
  },
  digestBase64: (base64) => {
    const bytes = bytesOf(base64)
    return bytes ? bytesToHex(sha256(bytes)) : 'unreadable'
  },
  isSigned: ({ text, signature, publicKey }) => {
    const [signed, key] = [bytesOf(signature), bytesOf(publicKey)]
    try {
      return signed !== undefined && key !== undefined && verify(signed, encoder.encode(text), key, { zip215: false })
    } catch {
      return false
    }
  },
}

const encoder = new TextEncoder()

/** Undefined for what is no Base64. */
function bytesOf(base64: string): Uint8Array | undefined {
  try {
    const text = atob(base64)
    const bytes = new Uint8Array(text.length)
    for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index)
    return bytes
  } catch {
    return undefined
  }
}
