/** Preferences become token ids here, or are refused with a reason; and which are held back is decided. */
package dev.backchannel.learner.example;
