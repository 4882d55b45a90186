/** The learner at work: stand by, take the lead, recover, and go from preferences to a committed checkpoint and again. */
package dev.backchannel.learner.run;
