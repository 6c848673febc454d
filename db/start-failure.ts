/** Why the program cannot start: one line that its operator can act on. It is printed alone, without a stack. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
}
