import { createHash, randomUUID } from 'node:crypto'
import { type Db, type Trx, releaseBeforeDisk } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import { Refusal, type RefusalKind } from '@cofund/shared/kernel/refusal'
import { canonicalJson, wire } from '@cofund/shared/kernel/wire'
import type { Actor } from '@cofund/shared/people/person'
import type { Permission } from '@cofund/shared/people/role'
import { kindOf, sayRefusal } from '@cofund/shared/refusals'
import { refuse } from '@cofund/shared/refuse'
import { TRPCError, initTRPC } from '@trpc/server'
import { middlewareMarker } from '@trpc/server/unstable-core-do-not-import'
import { ZodError, z } from 'zod'
import { insertActs } from '../audit/act.sql.ts'
import { answerOnce, withoutSecrets } from '../audit/request.sql.ts'
import { refusalOfConstraint } from './constraint.refusals.ts'
import { returnTurn, takeTurn } from './rate-limit.ts'
import { type Session, actAs, openedFully } from './session.ts'

/** What a request brings to every procedure. */
export interface RequestContext {
  readonly db: Db
  readonly session: Session | undefined
  readonly now: () => Date
  /** Where the request came from, for the record of sign-ins. */
  readonly from: string
  /** The same key and body are answered once; a browser's form makes its key when it opens. */
  readonly idempotencyKey: string | undefined
  /** A preview is the same command, rolled back. */
  readonly preview: boolean
  readonly traceId: string
  readonly cookie: { readonly set: (token: string) => void; readonly clear: () => void }
  readonly reportBug: (error: unknown, traceId: string) => void
  /** Seconds until this session, or this address without one, has a turn again (rate-limit.ts). */
  readonly mustWait?: number | undefined
  /** Told of what was refused, for the record of those who try doors. */
  readonly noteRefusal?: ((refusal: Refusal, path: string) => void) | undefined
  readonly demonstration: boolean
}

/** What a command is handed: its transaction, who acts, and where to leave the acts. */
export interface Command {
  readonly trx: Trx
  readonly actor: Actor
  readonly record: (act: Act) => void
  readonly now: () => Date
}

/** A command that starts work which goes on after it has been answered. */
export interface StartingCommand extends Command {
  /** Runs once the change is committed; not after a preview, and not again for a request that was answered before. */
  readonly afterCommit: (work: () => void) => void
}

const statusOfKind = {
  missing: 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  conflict: 'CONFLICT',
  unprocessable: 'UNPROCESSABLE_CONTENT',
  hasty: 'TOO_MANY_REQUESTS',
} as const satisfies Record<RefusalKind, TRPCError['code']>

const t = initTRPC.context<RequestContext>().create({
  transformer: wire,
  // Half of the answer is for the program (code, facts), half for the reader, in both languages.
  errorFormatter: ({ shape, error, ctx }) => ({
    ...shape,
    message: error.cause instanceof Refusal ? error.cause.code : 'bug',
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, refusal: told(error.cause), traceId: ctx?.traceId ?? null },
  }),
})

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** The sentence goes with the code and facts, so that a client older than the server still has something to show. */
const told = (cause: unknown) =>
  cause instanceof Refusal
    ? { code: cause.code, facts: cause.facts, zh: sayRefusal(cause, 'zh'), en: sayRefusal(cause, 'en') }
    : null

/** Refusals keep their status; whatever else goes wrong is a bug: logged whole, told as one calm sentence. */
const anyProcedure = t.procedure
  .use(async ({ ctx, next, path }) => {
    const result = await next()
    if (result.ok) return result
    const refusal = refusalFrom(result.error)
    if (refusal) ctx.noteRefusal?.(refusal, path)
    if (refusal) throw new TRPCError({ code: statusOfKind[kindOf(refusal.code) ?? 'unprocessable'], cause: refusal })
    if (result.error.code === 'INTERNAL_SERVER_ERROR') ctx.reportBug(result.error.cause ?? result.error, ctx.traceId)
    return result
  })
  .use(({ ctx, next }) => (ctx.mustWait ? refuse('access.too_many', { seconds: ctx.mustWait }) : next()))

function refusalFrom(error: TRPCError): Refusal | undefined {
  if (error.cause instanceof Refusal) return error.cause
  if (error.cause instanceof ZodError) return new Refusal('input.invalid', { issues: issuesOf(error.cause) })
  return refusalOfConstraint(error.cause)
}

/** Each issue in both languages, with the path that leads to the field. */
function issuesOf({ issues }: ZodError) {
  const [zh, en] = [z.locales.zhCN(), z.locales.en()]
  const say = (locale: typeof zh, issue: (typeof issues)[number]): string => {
    const said = locale.localeError(issue as Parameters<typeof locale.localeError>[0])
    return (typeof said === 'string' ? said : said?.message) ?? issue.message
  }
  return issues.map((issue) => ({ path: issue.path.join('.'), zh: say(zh, issue), en: say(en, issue) }))
}

/** For one's own account and session, which whoever still owes a password or a second factor may reach too. */
export const accountProcedure = anyProcedure.use(({ ctx, next }) =>
  next({ ctx: { ...ctx, session: ctx.session ?? refuse('access.sign_in_first', {}) } }),
)

/** For a session's own business, which runs its own transaction. */
export const signedInProcedure = accountProcedure.use(({ ctx, next }) => next({ ctx: { ...ctx, session: openedFully(ctx.session) } }))

/** For what must work before anybody is signed in. */
export const openProcedure = anyProcedure

/** A read: one read-only snapshot with the actor set, so that what a page adds up was true at one moment. */
export const query = signedInProcedure.use(({ ctx, next }) =>
  ctx.db
    .transaction()
    .setAccessMode('read only')
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      await actAs(trx, ctx.session.tokenHash)
      const result = await next({ ctx: { ...ctx, db: trx, actor: ctx.session.actor } })
      // next() hands failure back as a value: thrown, it is told as it is, not as a commit that failed after it.
      if (!result.ok) throw result.error
      return result
    }),
)

/**
 * A write: may the actor, then one transaction in which the command runs and its acts are recorded beside the change.
 * A request with an idempotency key is answered once; a preview runs to the end and is then rolled back.
 */
export const command = (permission: Permission | 'signed_in') => written(signedInProcedure, permission)

const wrongProofs: ReadonlySet<string> = new Set(['password.wrong', 'sign_in.code_wrong'])

/** Takes a turn before anything is looked at, and gives it back unless what was shown is wrong: tries at once are counted one by one. */
const provenProcedure = accountProcedure.use(async ({ ctx, next }) => {
  const whose = ctx.session.actor.person.id
  const seconds = await takeTurn(ctx.db, 'proof', whose)
  if (seconds > 0) refuse('access.too_many', { seconds })
  const result = await next()
  const wrong = !result.ok && result.error.cause instanceof Refusal && wrongProofs.has(result.error.cause.code)
  if (!wrong) await returnTurn(ctx.db, 'proof', whose)
  return result
})

/** A write to one's own account, for which its owner proves again who they are. */
export const accountCommand = () => written(provenProcedure, 'signed_in')

const written = (procedure: typeof accountProcedure, permission: Permission | 'signed_in') =>
  procedure.use(async ({ ctx, next, path, getRawInput }) => {
    const { actor, tokenHash, owes } = ctx.session
    if (permission !== 'signed_in' && !actor.permissions.includes(permission)) refuse('access.not_permitted', { permission })

    const followUps: (() => void)[] = []
    const run = async (trx: Trx) => {
      const acts: Act[] = []
      const record = (act: Act) => void acts.push(act)
      const afterCommit = (work: () => void) => void followUps.push(work)
      const result = await next({ ctx: { ...ctx, trx, actor, record, afterCommit } })
      // As above; and only throwing makes the transaction roll back.
      if (!result.ok) throw result.error
      if (acts.length === 0) throw new Error(`${path} changed something and recorded no act`)
      return { result, acts }
    }
    const { idempotencyKey, preview } = ctx
    const result = await committedUnless(preview, ctx.db, async (trx) => {
      await actAs(trx, tokenHash)
      await releaseBeforeDisk(trx)
      // Half open, a session keeps no answers: there is nothing of an organisation's for it to do twice.
      if (preview || !idempotencyKey || owes) {
        const { result, acts } = await run(trx)
        await insertActs(trx, acts)
        return result
      }
      const bodyHash = createHash('sha256')
        .update(canonicalJson(withoutSecrets(await getRawInput())))
        .digest('hex')
      const data = await answerOnce(trx, { actor, key: idempotencyKey, procedure: path, bodyHash }, async () => {
        const { result, acts } = await run(trx)
        return { answer: result.data, acts }
      })
      return { marker: middlewareMarker, ok: true as const, data }
    })
    if (!preview) for (const followUp of followUps) followUp()
    return result
  })

/** The transaction's result; when `preview`, everything that it wrote is undone first. */
async function committedUnless<T>(preview: boolean, db: Db, run: (trx: Trx) => Promise<T>): Promise<T> {
  if (!preview) return db.transaction().execute(run)
  const undone = Symbol('previewed')
  let result: { readonly value: T } | undefined
  try {
    await db.transaction().execute(async (trx) => {
      result = { value: await run(trx) }
      throw undone
    })
  } catch (thrown) {
    if (thrown === undone && result) return result.value
    throw thrown
  }
  throw new Error('a preview is always undone')
}

export const newTraceId = (): string => randomUUID().slice(0, 8)
