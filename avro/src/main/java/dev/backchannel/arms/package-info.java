/** The arms of an experiment: who belongs to which, and what commands make of them. Pure, and the same in every role. */
package dev.backchannel.arms;
