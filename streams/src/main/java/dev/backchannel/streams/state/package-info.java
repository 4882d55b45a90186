/** How state is written to disk. */
package dev.backchannel.streams.state;
