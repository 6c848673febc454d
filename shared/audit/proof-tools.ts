/**
 * What verification asks of its surroundings: Node's crypto, a browser's, or a library. Both may be asked for many texts at
 * once, and may answer at once or later.
 */
export interface ProofTools {
  /** SHA-256 of each text's UTF-8, in lower-case hex, in the same order. */
  readonly digestTexts: (texts: readonly string[]) => Digests
  /** SHA-256 of the bytes that the Base64 text stands for, in lower-case hex. */
  readonly digestBase64: (base64: string) => string | Promise<string>
  /** Whether the Ed25519 signature over the text's UTF-8 is the key's. Key (32 bytes) and signature (64) in Base64. */
  readonly isSigned: (signed: { readonly text: string; readonly signature: string; readonly publicKey: string }) => boolean | Promise<boolean>
}

export type Digests = readonly string[] | Promise<readonly string[]>

export async function digestOf(tools: Pick<ProofTools, 'digestTexts'>, text: string): Promise<string> {
  const [digest = ''] = await tools.digestTexts([text])
  return digest
}
