import { z } from 'zod'

/** An id as somebody sends it: its prefix, then what ids are made of, and no more of that than an id has. */
export const idInput = <Prefix extends string>(prefix: Prefix) => z.templateLiteral([`${prefix}_`, z.string().regex(/^[a-z0-9_]{1,64}$/)])
