"""Defines the form of the email notifications."""

from django import forms

from accounts.models import Account


class EmailNotificationsForm(forms.Form):
    """Asks when notifications go by mail."""

    email_notifications = forms.ChoiceField(
        label="Email notifications", choices=Account.EmailNotifications.choices, widget=forms.RadioSelect
    )
