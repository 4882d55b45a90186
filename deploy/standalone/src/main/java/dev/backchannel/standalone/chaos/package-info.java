/** Breaks a system of many processes on purpose, and holds what is left to the ledger. */
package dev.backchannel.standalone.chaos;
