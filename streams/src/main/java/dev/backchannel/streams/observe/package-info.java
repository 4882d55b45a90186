/** What users did with the turns of each arm: one observation a turn, corrected by what comes later, summed up by user. */
package dev.backchannel.streams.observe;
