/** Who may do what, as values and pure functions, the same in every role: keys, feedback tokens, rates, signed commands. */
package dev.backchannel.access;
