from django.urls import path

from pulse_moderation.views import orders, webhooks

urlpatterns = [
    path("pulse/orders/", orders.order_list, name="order_list"),
    path("pulse/orders/<uuid:public_id>/", orders.order_detail, name="order_detail"),
    path("pulse/orders/<uuid:public_id>/confirm/", orders.order_confirm, name="order_confirm"),
    path("pulse/orders/<uuid:public_id>/again/", orders.order_again, name="order_again"),
    path("pulse/sources/<uuid:public_id>/webhook/", webhooks.webhook_edit, name="webhook_edit"),
    path("pulse/sources/<uuid:public_id>/webhook/secret/", webhooks.webhook_secret, name="webhook_secret"),
]
