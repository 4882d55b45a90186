/** The account of every signal: dispositions and dead letters. */
package dev.backchannel.streams.account;
