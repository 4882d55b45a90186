/** Who may do what: keys, feedback tokens and rates, as values and pure functions. Nothing here reads a file or a clock. */
package dev.backchannel.access;
