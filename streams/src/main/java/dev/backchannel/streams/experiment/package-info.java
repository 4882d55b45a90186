/**
 * What an experiment's figures say, at any time one looks: differences between arms with confidence sequences, whether the
 * traffic was split as asked, and what a guard should do about it. Pure arithmetic; the unit is the user, not the event.
 */
package dev.backchannel.streams.experiment;
