/** Sends what became a dead letter to its topic again, once. */
package dev.backchannel.streams.redrive;
